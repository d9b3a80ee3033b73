import type { Db } from '../../../platform/postgres/database.ts'
import type { Words } from '../resources/note-words.ts'
import { deleteWords, selectAllWords } from '../resources/vocabulary.store.ts'

/**
 * The words noted now, less those that are met: of them no event is left. What is noted from now on is not among them, so
 * captures may go on meanwhile.
 */
export const staleWords = async (db: Db) => {
  const noted = new Map((await selectAllWords(db)).map((word) => [JSON.stringify(Object.values(word)), word]))
  return {
    meet: (words: Words): void => {
      for (const { viewer, kind, value } of words.values()) noted.delete(JSON.stringify([viewer, kind, value]))
    },
    remove: (): Promise<void> => db.transaction((tx) => deleteWords(tx, [...noted.values()])),
  }
}
