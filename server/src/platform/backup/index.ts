/** One archive of everything, written while the server runs and put into an empty place. */
export type { BackupPlace, Manifest } from './manifest.ts'
export { restoreBackup } from './restore-backup.ts'
export { writeBackup } from './write-backup.ts'
