/**
 * What `make` makes of each that comes, in their order: of the next already while whoever asks works with the one before.
 * What is being made when nobody asks any more is waited for.
 */
export async function* oneAhead<A, B>(
  source: Iterable<A> | AsyncIterable<A>,
  make: (each: A) => Promise<B>,
): AsyncGenerator<B, void> {
  const coming = iterate(source)
  const begin = async () => {
    const next = await coming.next()
    return next.done ? undefined : { made: await make(next.value) }
  }
  let next = begin()
  try {
    for (let one = await next; one !== undefined; one = await next) {
      next = begin()
      next.catch(() => {})
      yield one.made
    }
  } finally {
    await next.catch(() => {})
    await coming.return()
  }
}

async function* iterate<A>(source: Iterable<A> | AsyncIterable<A>): AsyncGenerator<A, void> {
  yield* source
}
