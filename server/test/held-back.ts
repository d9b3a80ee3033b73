import { setTimeout } from 'node:timers/promises'
import { openDatabase } from '../src/platform/postgres/database.ts'
import type { Answer, TestApp } from './app.ts'

/**
 * Lets calls come one after the other, each as far as where it would write of a session or wait for another; then all go on at
 * once. So two of them meet in the order that is named, however fast the machine is.
 */
export const heldBack = async (
  { ownerUrl }: Pick<TestApp, 'ownerUrl'>,
  ...calls: (() => Promise<Answer>)[]
): Promise<Answer[]> => {
  const owner = openDatabase(ownerUrl, { connections: 2 })
  const answers: Promise<Answer>[] = []
  let answered = 0
  const isAsFar = async () => {
    const [row] = await owner.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return (row?.waiting ?? 0) + answered >= answers.length
  }
  try {
    await owner.transaction(async (tx) => {
      await tx.query('lock table identity.session in share mode')
      for (const call of calls) {
        answers.push(
          call().finally(() => {
            answered += 1
          }),
        )
        while (!(await isAsFar())) await setTimeout(5)
      }
    })
    return await Promise.all(answers)
  } finally {
    await owner.end()
  }
}
