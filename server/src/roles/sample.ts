import { removeSampleEvents, removeSampleSubscriptions } from '../modules/events/index.ts'
import { createFileStore } from '../modules/files/index.ts'
import { operatorActor } from '../modules/identity/index.ts'
import { removeImportsOf } from '../modules/imports/index.ts'
import { deleteSampleScans } from '../modules/portal/index.ts'
import { removePrivacyOf } from '../modules/privacy/index.ts'
import { deleteLinksOf } from '../modules/resolver/index.ts'
import type { Config } from '../platform/config.ts'
import { removeSample } from '../sample/index.ts'
import { useGround } from './open.ts'

/** `sample remove`: takes away all sample parties and all that they declared. */
export const removeSampleData = async (config: Config, verb: string | undefined): Promise<void> => {
  if (verb !== 'remove') throw new Error('usage: npm start -- sample remove')
  await useGround(config, async ({ db }) => {
    const steps = [
      removeImportsOf,
      removeSampleEvents,
      removeSampleSubscriptions,
      deleteLinksOf,
      deleteSampleScans,
      removePrivacyOf,
    ]
    const { parties, blobs } = await removeSample({ db, actor: operatorActor, steps })
    await createFileStore(config).discard(db, blobs)
    console.error(`removed the sample data of ${parties} parties; set SAMPLE_DATA=off to keep it away`)
  })
}
