/**
 * Path and query of a raw request target; one slash at the path's end is taken off (resolver standard 2.4), a fragment is
 * ignored.
 */
export function splitTarget(rawUrl: string): { path: string; query: string } {
  const [target = ''] = rawUrl.split('#', 1)
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  return { path: path.endsWith('/') ? path.slice(0, -1) : path, query: mark < 0 ? '' : target.slice(mark + 1) }
}
