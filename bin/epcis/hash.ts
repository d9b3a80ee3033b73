import { createHash } from 'node:crypto'
import { type Context, type EpcisEvent, parseEvent, preHashString, toHashID } from '@nguon/epcis'
import type { Language } from '../../server/src/platform/messages.ts'
import { readArguments } from './arguments.ts'
import type { CommandContext } from './context.ts'
import { eventTexts, survey } from './document.ts'
import { exitCodes } from './failure.ts'
import { eventFaults, textFaults } from './faults.ts'
import { type Input, readInputs, rereadable } from './input.ts'
import { write } from './output.ts'

/** `hash FILE…`: each event's hash ID (CBV 2.0 §8.9) as a line, computed from its content alone. */
export const hash = async (args: readonly string[], context: CommandContext): Promise<number> => {
  const inputs = readInputs(readArguments(args, {}).words)
  let sound = true
  for (const input of inputs) sound = (await rereadable(input, (again) => hashOne(again, context))) && sound
  return sound ? exitCodes.done : exitCodes.refused
}

/** Whether there was no fault in the document. */
const hashOne = async (input: Input, { progress, settings }: CommandContext): Promise<boolean> => {
  const language = settings.language as Language
  const tell = (faults: string[]) => {
    for (const fault of faults) progress.note(`${input.name}: ${fault}`)
    return faults.length === 0
  }
  const document = await survey(input)
  // Where the text itself is broken nobody can tell one event from the next.
  if (!tell(await textFaults(input, document.issues, language))) return false
  let sound = tell(eventFaults(undefined, document.faults, language))
  let number = 0
  for await (const text of eventTexts(input)) {
    const { line, faults } = hashLine(text, document.context)
    sound = tell(eventFaults(number, faults, language)) && sound
    await write(`${line}\n`)
    number += 1
  }
  return sound
}

/** An event that breaks a rule has a hash as well, where it can be read as an event; `-` where it cannot. */
const hashLine = (text: string, outer: Context | undefined) => {
  const { event, context, issues } = parseEvent(text, outer)
  return { line: hashID(event ?? JSON.parse(text), context) ?? '-', faults: issues }
}

const hashID = (event: Partial<EpcisEvent> | null, context: Context): string | undefined => {
  if (typeof event?.type !== 'string') return undefined
  try {
    return toHashID(
      createHash('sha256')
        .update(preHashString(event as EpcisEvent, context))
        .digest('hex'),
    )
  } catch {
    return undefined
  }
}
