/** Numbers of documents, without gaps, and public numbers of cases, which nobody can guess. */
export { newCaseNumber, readCaseNumber } from './case-number.ts'
export { takeDocumentNumber, voidDocumentNumber, writeDocumentNumber } from './document-number.ts'
export { numbersProblems, numbersRoutes } from './numbers.routes.ts'
