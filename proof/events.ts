import type { EpcisEvent, Quantified, Told } from './naive-statements.ts'

/** Writes of histories as a person tells them: at a minute, something happens. Names in capitals are lots. */
export type Members = Partial<EpcisEvent>

let told = 0

/** An event at a minute of a day, told by one party with the first capture, unless told otherwise. */
export const at = (minute: number, members: Members, more: Partial<Told> = {}): Told => {
  told += 1
  const event = {
    type: 'ObjectEvent',
    eventID: `e${told}`,
    eventTime: new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString(),
    eventTimeZoneOffset: '+07:00',
    ...members,
  }
  return { event, party: 'one', capture: 1, ...more }
}

const isLot = (name: string): boolean => /^[A-Z]/.test(name)

/** `L=5` is five kilograms of lot L, `L` an amount that nobody told. */
const quantified = (name: string): Quantified => {
  const [epcClass = '', quantity] = name.split('=')
  return quantity === undefined ? { epcClass } : { epcClass, quantity: Number(quantity), uom: 'KGM' }
}

const lists = (epcs: string, classes: string, names: readonly string[]): Members => {
  const [lots, items] = [names.filter(isLot), names.filter((name) => !isLot(name))]
  return {
    ...(items.length > 0 ? { [epcs]: items } : {}),
    ...(lots.length > 0 ? { [classes]: lots.map(quantified) } : {}),
  }
}

export const place = (id: string): Members => ({ bizLocation: { id } })
export const objects = (action: string, ...names: string[]): Members => ({
  action,
  ...lists('epcList', 'quantityList', names),
})
export const step = (bizStep: string, ...names: string[]): Members => ({ ...objects('OBSERVE', ...names), bizStep })
const aggregation = (action: string, parentID: string, names: readonly string[]): Members => ({
  type: 'AggregationEvent',
  action,
  parentID,
  ...lists('childEPCs', 'childQuantityList', names),
})
export const pack = (parent: string, ...names: string[]): Members => aggregation('ADD', parent, names)
export const unpack = (parent: string, ...names: string[]): Members => aggregation('DELETE', parent, names)
export const watch = (parent: string, ...names: string[]): Members => aggregation('OBSERVE', parent, names)
export const attach = (parent: string, ...names: string[]): Members => ({
  ...pack(parent, ...names),
  type: 'AssociationEvent',
})
export const make = (inputs: readonly string[], outputs: readonly string[], transformationID?: string): Members => ({
  type: 'TransformationEvent',
  ...lists('inputEPCList', 'inputQuantityList', inputs),
  ...lists('outputEPCList', 'outputQuantityList', outputs),
  ...(transformationID === undefined ? {} : { transformationID }),
})
