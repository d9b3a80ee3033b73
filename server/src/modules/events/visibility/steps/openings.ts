/**
 * What was told of one thing: when, in whose name, and between whom. `partners`: the parties at its ends that did not tell
 * it themselves. `isReceipt`: it says that the thing came. Times are texts that sort as they follow each other.
 */
export type Told = {
  uid: string
  time: string
  declaredBy: string
  givers: readonly string[]
  takers: readonly string[]
  partners: readonly string[]
  isReceipt: boolean
}

/** An event that a viewer sees because it stands beside a hand-over. */
export type Opening = { viewer: string; event: string; by: string }

/**
 * One step on either side of each hand-over of one thing (all of an instant, where nothing tells their order). Who tells of
 * a hand-over opens its own word to the partners that it names: what it told of the thing at that instant, and at the ones
 * before and after. It opens nobody else's word, but for a receipt that answers it and that nothing gainsays.
 * `partly`: of whom not all is known; their hand-overs open nothing here.
 */
export const openingsOf = (history: readonly Told[], partly: ReadonlySet<string> = new Set()): Opening[] =>
  handOversIn(history)
    .filter(({ declaredBy }) => !partly.has(declaredBy))
    .flatMap((handOver) => [...ownSteps(handOver, history), ...answers(handOver, history, partly)])

export const handOversIn = (history: readonly Told[]): Told[] => history.filter(({ partners }) => partners.length > 0)

/** Those of one who told something at some instants that this bears upon: at the same instant, and at the ones before and after. */
export const handOversNear = (own: readonly Told[], instants: readonly string[]): Told[] => {
  const near = new Set(instants.flatMap((time) => stepsFrom(own, time)))
  return handOversIn(own).filter(({ time }) => near.has(time))
}

/** An instant with those before and after it at which anything was told. */
const stepsFrom = (told: readonly Told[], at: string): (string | undefined)[] => [
  latest(told.filter(({ time }) => time < at)),
  at,
  earliest(told.filter(({ time }) => time > at)),
]

/** What its own teller told beside a hand-over. */
export const ownSteps = ({ uid, time, declaredBy, partners }: Told, history: readonly Told[]): Opening[] => {
  const own = history.filter((told) => told.declaredBy === declaredBy)
  const steps = stepsFrom(own, time)
  return own
    .filter((told) => told.uid !== uid && steps.includes(told.time))
    .flatMap((told) => partners.map((viewer) => ({ viewer, event: told.uid, by: uid })))
}

/** A taker's first word of the thing from the hand-over on is open to the giver, where it is a receipt from nobody else. */
const answers = (handOver: Told, history: readonly Told[], partly: ReadonlySet<string>): Opening[] => {
  const { uid, time, declaredBy, givers, takers } = handOver
  if (givers.some((giver) => giver !== declaredBy)) return []
  return takers
    .filter((taker) => taker !== declaredBy && !partly.has(taker))
    .flatMap((taker) => {
      const later = history.filter((told) => told.declaredBy === taker && told.time >= time)
      const first = earliest(later)
      if (first === undefined || !isBorneOut(handOver, first, history)) return []
      return later
        .filter((told) => told.time === first && told.isReceipt && told.givers.length === 0)
        .map((told) => ({ viewer: declaredBy, event: told.uid, by: uid }))
    })
}

/**
 * Whether all who told of the thing before that instant handed it on towards the giver: so no stranger can claim to have
 * given a thing that was never in its hands.
 */
const isBorneOut = ({ declaredBy }: Told, until: string, history: readonly Told[]): boolean => {
  const before = history.filter((told) => told.time < until)
  const upstream = new Set([declaredBy])
  for (const party of upstream)
    for (const told of before) if (told.takers.includes(party)) upstream.add(told.declaredBy)
  return before.every((told) => upstream.has(told.declaredBy))
}

const latest = (told: readonly Told[]): string | undefined => times(told).at(-1)
const earliest = (told: readonly Told[]): string | undefined => times(told)[0]
const times = (told: readonly Told[]): string[] => told.map(({ time }) => time).sort()
