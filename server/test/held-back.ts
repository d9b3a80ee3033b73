import { openDatabase } from '../src/platform/postgres/database.ts'
import type { Answer, TestApp } from './app.ts'
import { untilWaiting } from './waiting.ts'

/**
 * Lets calls come one after the other, each as far as where it would write of a session or wait for another; then all go on at
 * once. So two of them meet in the order that is named, however fast the machine is.
 */
export const heldBack = async (
  app: Pick<TestApp, 'ownerUrl'>,
  ...calls: (() => Promise<Answer>)[]
): Promise<Answer[]> => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  const answers: Promise<Answer>[] = []
  let answered = 0
  try {
    await owner.transaction(async (tx) => {
      await tx.query('lock table identity.session in share mode')
      for (const call of calls) {
        answers.push(
          call().finally(() => {
            answered += 1
          }),
        )
        await untilWaiting(app, () => answers.length - answered)
      }
    })
    return await Promise.all(answers)
  } finally {
    await owner.end()
  }
}
