import { renewTotpKeys } from '../modules/identity/index.ts'
import type { SecretBox } from '../platform/secret-box.ts'
import type { Ground } from './open.ts'

/** Before it serves: secrets under a former key, or from before they were encrypted, come under the newest key. */
export const renewKeys = async ({ db, log }: Pick<Ground, 'db' | 'log'>, box: SecretBox): Promise<void> => {
  const { renewed, closed } = await renewTotpKeys({ db, box })
  if (renewed > 0) log.info({ renewed }, 'second factors brought under the newest key')
  if (closed > 0) log.warn({ closed }, 'no key opens these second factors: their people need a recovery')
}
