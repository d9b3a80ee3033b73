/** Pictures and documents: limited, typed by content, cleaned, named by hash, kept for each party by itself; public or their holder's alone. */
export type { FileStore, PreparedFile, ReadFile, StoredFile } from './file-store.ts'
export { createFileStore } from './file-store.ts'
export { filesRoutes } from './files.routes.ts'
export { heldFiles, removeFilesOf, shownFiles } from './holdings.ts'
export { renditionWidths } from './image.ts'
export { filesProblems } from './problems.ts'
