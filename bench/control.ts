import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from './ground.ts'
import type { ServerProcess } from './processes.ts'
import type { Recording } from './recording.ts'

/** A constant answer. */
export type ConstantAnswer = { status: number; headers: Record<string, string>; body: string }

/** What the control server serves: each path with its selects, as numbers of texts with values, and its answer's name. */
export type ControlPlan = {
  texts: string[]
  answers: Record<string, ConstantAnswer>
  requests: {
    path: string
    answer: string
    location: string | undefined
    groups: (readonly [text: number, values: unknown[] | undefined])[][]
  }[]
}

export type ControlRequest = Recording & { answer: string; location?: string | undefined }

/** Starts the control beside the same database. */
export const startControl = (
  ground: Ground,
  name: string,
  requests: readonly ControlRequest[],
  answers: Record<string, ConstantAnswer>,
): Promise<ServerProcess> => {
  const file = join(ground.folder, `control-${name}.json`)
  writeFileSync(file, JSON.stringify(toPlan(requests, answers)))
  return ground.serve({ script: ['bench/control-server.ts', file] })
}

const toPlan = (requests: readonly ControlRequest[], answers: Record<string, ConstantAnswer>): ControlPlan => {
  const numbers = new Map<string, number>()
  const numberOf = (text: string): number => {
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    return number
  }
  return {
    answers,
    requests: requests.map(({ path, answer, location, groups }) => ({
      path,
      answer,
      location,
      groups: groups.map((group) => group.map(({ text, values }) => [numberOf(text), values] as const)),
    })),
    texts: [...numbers.keys()],
  }
}
