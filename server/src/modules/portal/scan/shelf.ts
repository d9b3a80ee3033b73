/** Things kept as long as they stay right: `at` names the state they were made from. */
export type Shelf<T> = (at: string) => T

type ShelfOptions<T> = { make: () => T; sizeOf: (kept: T) => number; most: number; now?: () => number }

const longest = 60_000

/**
 * A shelf that is emptied when the state moves on, when it is full, and after a minute. What is read as at a position (and
 * a day) never changes, so it stays right until the next position is taken, by this process or another.
 */
export function createShelf<T>({ make, sizeOf, most, now = Date.now }: ShelfOptions<T>): Shelf<T> {
  let kept = make()
  let keptAt = ''
  let since = now()
  return (at) => {
    if (at !== keptAt || sizeOf(kept) >= most || now() - since > longest) {
      kept = make()
      keptAt = at
      since = now()
    }
    return kept
  }
}
