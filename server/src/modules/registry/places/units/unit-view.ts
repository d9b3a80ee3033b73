import Type from 'typebox'
import type { Say } from '../../../../platform/messages.ts'
import type { Gazetteer, Related } from './gazetteer/gazetteer.ts'
import { toUnitCard } from './gazetteer/read-gazetteer.ts'
import { titleOf } from './gazetteer/unit-name.ts'
import type { Unit } from './unit.ts'

const words = Type.Record(Type.String(), Type.String())
const brief = {
  code: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  title: Type.Unsafe<Record<string, string>>(words),
}

export const UnitView = Type.Object({
  ...brief,
  level: Type.String(),
  parent: Type.Union([Type.String(), Type.Null()]),
  validFrom: Type.Union([Type.String(), Type.Null()]),
  validTo: Type.Union([Type.String(), Type.Null()]),
  legalBasis: Type.Union([Type.String(), Type.Null()]),
  complete: Type.Boolean({ description: 'Whether the register knows all that lies in it' }),
  within: Type.Array(Type.Object(brief)),
})
export type UnitView = Type.Static<typeof UnitView>

/** A unit with those below it. */
export const UnitTree = Type.Object({ ...UnitView.properties, units: Type.Optional(Type.Array(Type.Any())) })
export type UnitTree = UnitView & { units?: UnitTree[] }

const Relative = Type.Object({
  ...brief,
  validFrom: UnitView.properties.validFrom,
  validTo: UnitView.properties.validTo,
  extent: Type.String({ description: '`whole`: all of the old unit went to the new one; `part`: a part of it' }),
})

export const UnitDetails = Type.Object({
  ...UnitView.properties,
  boundariesOn: Type.String(),
  predecessors: Type.Array(Relative),
  successors: Type.Array(Relative),
})

export type ToView = ReturnType<typeof unitViews>

/** Units as the API shows them. */
export function unitViews(say: Say) {
  const toBrief = ({ code, name, kind }: Pick<Unit, 'code' | 'name' | 'kind'>) => {
    const title = titleOf(say, { name, kind })
    return { code, name, kind, title }
  }
  const unit = (gazetteer: Gazetteer, it: Unit, day: string): UnitView => {
    const card = toUnitCard(gazetteer, it, day)
    return { ...card, ...toBrief(it), within: card.within.map((each) => toBrief(each)) }
  }
  const relative = ({ unit: it, extent }: Related) => ({
    ...toBrief(it),
    validFrom: it.validFrom,
    validTo: it.validTo,
    extent,
  })
  const details = (gazetteer: Gazetteer, it: Unit, day: string) => ({
    ...unit(gazetteer, it, day),
    boundariesOn: day,
    predecessors: (gazetteer.before.get(it) ?? []).map(relative),
    successors: (gazetteer.after.get(it) ?? []).map(relative),
  })
  return { unit, brief: toBrief, details }
}
