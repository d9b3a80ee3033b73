import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { madeOnce } from '../made-once.ts'

export const passwordFile = (dataDir: string): string => join(dataDir, 'postgres-password')

export const ownerPassword = (dataDir: string): string =>
  madeOnce(passwordFile(dataDir), () => randomBytes(24).toString('hex'))
