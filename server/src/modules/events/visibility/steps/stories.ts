import type { Reader } from '../../../../platform/postgres/database.ts'
import {
  type HistoryRow,
  type Mention,
  selectHistories,
  selectTellers,
  selectToldAround,
  selectToldBy,
  type Teller,
} from './stories.store.ts'

/** What one tells around these instants, at which it told something now. */
type Near = { told: HistoryRow[]; instants: string[] }

/**
 * What is read of a thing. `partly`: who told more of it than is read there; of those who told something now, `near` is what
 * stands around it.
 */
export type Story = { told: HistoryRow[]; partly: Set<string>; near: Map<string, Near> }

/** The story of a thing of which no more events tell is read whole. */
const longest = 1000

/** Of a longer one is read what so many tell, each so much: nobody's word takes the place of another's. */
const most = { tellers: 100, told: 200 }

/** The stories of things of which something is told now: all that this may open or close. */
export const readStories = async (reader: Reader, mentions: readonly Mention[]): Promise<Story[]> => {
  const things = [...new Set(mentions.map(({ thing }) => thing))]
  const rows = Map.groupBy(await selectHistories(reader, things, longest + 1), ({ thing }) => thing)
  const isLong = (told: readonly HistoryRow[]) => told.length > longest
  const stories = new Map([...rows].map(([thing, told]) => [thing, newStory(isLong(told) ? [] : told)]))
  const long = new Map([...stories].filter(([thing]) => isLong(rows.get(thing) ?? [])))
  if (long.size > 0) await readLong(reader, long, mentions)
  return [...stories.values()]
}

const newStory = (told: HistoryRow[]): Story => ({ told, partly: new Set(), near: new Map() })

/** Reads long stories: what each told apart. */
const readLong = async (
  reader: Reader,
  stories: ReadonlyMap<string, Story>,
  mentions: readonly Mention[],
): Promise<void> => {
  const whole = new Set<string>()
  for (const [teller, told] of Map.groupBy(await readFirst(reader, [...stories.keys()]), nameOf)) {
    const { thing = '', declaredBy = '' } = told[0] ?? {}
    const story = stories.get(thing)
    story?.told.push(...eachOnce(told))
    if (told.length <= most.told) whole.add(teller)
    else story?.partly.add(declaredBy)
  }
  const partly = mentions.filter((mention) => stories.has(mention.thing) && !whole.has(nameOf(mention)))
  for (const { mentioned, ...row } of eachOnce(await selectToldAround(reader, partly, longest))) {
    const near = stories.get(row.thing)?.near
    const { told, instants } = near?.get(row.declaredBy) ?? { told: [], instants: [] }
    near?.set(row.declaredBy, { told, instants })
    told.push(row)
    if (mentioned) instants.push(row.time)
  }
}

/** The first that each told, of things of which not too many told. */
const readFirst = async (reader: Reader, things: readonly string[]): Promise<HistoryRow[]> => {
  const tellers = Map.groupBy(await selectTellers(reader, things, most.tellers + 1), ({ thing }) => thing)
  const few = [...tellers.values()].filter((all) => all.length <= most.tellers)
  return selectToldBy(reader, few.flat(), most.told + 1)
}

const eachOnce = <Row extends HistoryRow>(rows: readonly Row[]): Row[] => [
  ...new Map(rows.map((row) => [`${row.thing} ${row.uid}`, row])).values(),
]

const nameOf = ({ thing, declaredBy }: Teller): string => `${thing} ${declaredBy}`
