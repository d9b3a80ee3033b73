import Type from 'typebox'
import { daysFrom } from '../../../../platform/days.ts'

/** How the owner's yearly word stands: the product's data still hold (Plan 3338, I.2.b: kept up to date). */
export const ConfirmationView = Type.Object({
  key: Type.String(),
  gtin: Type.Optional(Type.String()),
  owner: Type.String(),
  confirmedOn: Type.Optional(Type.String({ description: 'When the owner said so last; never where missing' })),
  nextDue: Type.String({ description: 'A year after that, or after the owner first described the product' }),
  state: Type.Enum(['confirmed', 'due', 'overdue']),
})
export type ConfirmationView = Type.Static<typeof ConfirmationView>

/** Within so many days of its day a confirmation is due. */
const noticeDays = 60

/** The same day of the year after; 29 February is followed by 28 February. */
export function yearAfter(day: string): string {
  const year = String(Number(day.slice(0, 4)) + 1).padStart(4, '0')
  return day.endsWith('-02-29') ? `${year}-02-28` : `${year}${day.slice(4)}`
}

/** Where a product stands on a day; `since`: the day on which its owner first described it. */
export function confirmationState(
  { confirmedOn, since }: { confirmedOn?: string | undefined; since: string },
  day: string,
): Pick<ConfirmationView, 'nextDue' | 'state'> {
  const nextDue = yearAfter(confirmedOn ?? since)
  if (day > nextDue) return { nextDue, state: 'overdue' }
  const near = day >= daysFrom(nextDue, -noticeDays)
  return { nextDue, state: near || confirmedOn === undefined ? 'due' : 'confirmed' }
}
