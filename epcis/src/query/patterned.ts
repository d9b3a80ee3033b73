import type { VocabularyName } from '../cbv.ts'
import type { Context } from '../context.ts'
import type { KeyRole } from '../facts.ts'
import { termOf } from '../facts.ts'
import { extensionName, spellingsOf } from './names.ts'
import type { Parameter } from './parameters.ts'
import { compared, comparisonOf, exists, keysIn, list } from './parameters.ts'
import type { AttributedField, SensorValueField } from './query.ts'
import { readBound, readExtensionValue, readNumber, readText } from './values.ts'

/** A family of parameters whose names end in what the caller chooses. Undefined: none of this family. */
type Family = (name: string, context: Context) => Parameter | undefined

const typedKeys: Family = (name, context) => {
  const [, role, type] = /^EQ_(bizTransaction|source|destination)_(\S+)$/.exec(name) ?? []
  if (role === undefined || type === undefined) return undefined
  const list: VocabularyName = role === 'bizTransaction' ? 'bizTransactionType' : 'sourceDestType'
  return keysIn([role as KeyRole], undefined, termOf(list, type, context))
}

const measured: Family = (name) => {
  const [, start = '', what, uom = ''] =
    /^(EQ|G[TE]|L[TE])_(quantity|value|minValue|maxValue|meanValue|sDev|percValue)_([A-Z0-9]{2,4})$/.exec(name) ?? []
  const op = comparisonOf.get(start)
  if (op === undefined || what === undefined) return undefined
  return compared(op, readNumber, (values) =>
    what === 'quantity'
      ? { field: 'quantity', op, values, uom }
      : { field: 'sensorValue', name: what as SensorValueField, op, values, uom },
  )
}

/** Fields that hold what master data may describe (EPCIS 2.0 §7.2: of a vocabulary type). */
const attributedFields = new Map<string, AttributedField>([
  ['readPoint', { roles: ['readPoint'] }],
  ['bizLocation', { roles: ['bizLocation'] }],
  ['epcClass', { roles: ['class', 'childClass', 'inputClass', 'outputClass'] }],
  ['bizTransaction', { roles: ['bizTransaction'] }],
  ['source', { roles: ['source'] }],
  ['destination', { roles: ['destination'] }],
  ['bizStep', { term: 'bizStep' }],
  ['disposition', { term: 'disposition' }],
])

const attributedField = (name: string, context: Context): AttributedField | undefined => {
  const known = attributedFields.get(name)
  if (known !== undefined) return known
  const names = spellingsOf(name, context)
  return names && { names }
}

const hasAttribute: Family = (name, context) => {
  const [, field = ''] = /^HASATTR_(\S+)$/.exec(name) ?? []
  const of = field === '' ? undefined : attributedField(field, context)
  return (
    of &&
    list(readText, (found) => ({
      field: 'attribute',
      of,
      names: found.flatMap((each) => attributeNames(each, context)),
    }))
  )
}

/** Spelt EQATTR_ by the standard's text and EQ_ATTR_ by the query schema. The first underscore ends the field's name. */
const equalAttribute: Family = (name, context) => {
  const [, field = '', attribute = ''] = /^EQ_?ATTR_((?:[a-z]+:\/\/)?[^_]+)_(\S+)$/.exec(name) ?? []
  const of = field === '' ? undefined : attributedField(field, context)
  const names = attributeNames(attribute, context)
  return of && list(readText, (values) => ({ field: 'attribute', of, names, values }))
}

const attributeNames = (name: string, context: Context): string[] => spellingsOf(name, context) ?? [name]

const extension: Family = (name, context) => {
  const [, start = '', rest = ''] = /^(EQ|G[TE]|L[TE]|EXISTS)_(\S+)$/.exec(name) ?? []
  const asked = extensionName(rest, context)
  if (asked === undefined) return undefined
  const predicate = { field: 'extension', ...asked } as const
  const op = comparisonOf.get(start)
  if (op === undefined) return exists({ ...predicate, op: 'exists' })
  const read = op === 'eq' ? readExtensionValue : readBound
  return compared(op, read, (values) => ({ ...predicate, op, values }))
}

const families: readonly Family[] = [typedKeys, measured, hasAttribute, equalAttribute, extension]

/** The parameter of a name that ends in a type, a unit, an attribute or an extension's name. */
export function patternedParameter(name: string, context: Context): Parameter | undefined {
  for (const family of families) {
    const parameter = family(name, context)
    if (parameter) return parameter
  }
  return undefined
}
