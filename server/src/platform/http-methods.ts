/** A route as the router knows it, and the methods that it answers. */
export type KnownRoute = { path: RegExp; methods: readonly string[] }

/** Reads a route's pattern: `:name`, `:name(^\\d+$)` and `*` as the router has them. */
export const toKnownRoute = (url: string, method: string | readonly string[]): KnownRoute => ({
  path: new RegExp(`^${url.split('/').map(toSegment).join('/')}$`),
  methods: typeof method === 'string' ? [method] : method,
})

const toSegment = (segment: string): string => {
  const [, rule] = /^:\w+(?:\(\^?(.+?)\$?\))?$/.exec(segment) ?? []
  if (rule !== undefined) return `(?:${rule})`
  if (segment.startsWith(':')) return '[^/]+'
  return segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** What a path answers to; empty where there is no such path. */
export const allowedMethods = (routes: readonly KnownRoute[], rawUrl: string): string[] => {
  const [path = '/'] = rawUrl.split('?', 1)
  const methods = new Set(routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods))
  return [...methods].sort()
}
