const start = '/account'

/**
 * Where to go after sign-in: a path of ours, else the account. Whatever a browser could read as another host (`//`, `/\`,
 * a tab within) is not followed, and nothing leads back to the door itself.
 */
export const safeNext = (next: unknown): string => {
  if (typeof next !== 'string' || next.length > 2000 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next)) return start
  const url = URL.parse(next, 'http://own.invalid')
  if (url === null || url.origin !== 'http://own.invalid') return start
  const target = url.pathname + url.search
  return target.startsWith('//') || /^\/sign-(in|out)\b/.test(target) ? start : target
}
