const capacity = 50_000
const lifetime = 60_000

/**
 * Remembers for a minute which keys are known, so that most requests need no second look-up. What is unknown is never
 * remembered: a code answers as soon as its first event or registration is stored.
 */
export function rememberKnown(
  findKnown: (keys: string[]) => Promise<Iterable<string>>,
  now: () => number = Date.now,
): (keys: string[]) => Promise<boolean> {
  const until = new Map<string, number>()
  return async (keys) => {
    const time = now()
    if (keys.some((key) => (until.get(key) ?? 0) > time)) return true
    const known = [...(await findKnown(keys))]
    if (until.size + known.length > capacity) until.clear()
    for (const key of known) until.set(key, time + lifetime)
    return known.length > 0
  }
}
