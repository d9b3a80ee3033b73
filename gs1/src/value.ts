import type { AiEntry, CompiledComponent } from './ai-table.ts'
import { firstOutside } from './character-sets.ts'
import { type Fault, fault } from './linters/fault.ts'

/** Padding of CSET 64 is optional; where it stands, at most two '=' fill the text up to a multiple of three. */
const paddingStart = (value: string, start: number, end: number): number => {
  let last = end
  while (last > start && value.charAt(last - 1) === '=') last -= 1
  return last
}

const charactersFault = (
  value: string,
  component: CompiledComponent,
  start: number,
  end: number,
): Fault | undefined => {
  let last = end
  if (component.padded) {
    last = paddingStart(value, start, end)
    if (end - last > 2 || (last < end && (end - start) % 3 !== 0)) return fault('padding-wrong', last)
  }
  const bad = firstOutside(value, component.set, start, last)
  return bad === -1 ? undefined : fault('character-not-allowed', bad)
}

const componentFault = (value: string, component: CompiledComponent, start: number, end: number): Fault | undefined => {
  if (end - start < component.min) return fault('value-length-wrong', end)
  const wrong = charactersFault(value, component, start, end)
  if (wrong !== undefined || component.linters.length === 0) return wrong
  const part = start === 0 && end === value.length ? value : value.slice(start, end)
  for (let i = 0; i < component.linters.length; i++) {
    const found = component.linters[i]?.(part)
    if (found !== undefined) return { ...found, at: found.at + start }
  }
  return undefined
}

/** Length, characters and content of a decoded value; the fault's place is an index into it. */
export const valueFault = (entry: AiEntry, value: string): Fault | undefined => {
  if (value.length === 0) return fault('value-empty')
  if (value.length < entry.min) return fault('value-too-short', value.length)
  if (value.length > entry.max) return fault('value-too-long', entry.max)
  let start = 0
  for (let i = 0; i < entry.components.length; i++) {
    const component = entry.components[i]
    if (component === undefined) break
    const end = Math.min(start + component.max, value.length)
    if (end === start && component.optional) continue
    const found = componentFault(value, component, start, end)
    if (found !== undefined) return found
    start = end
  }
  return undefined
}
