/** Working days of Viet Nam, from a dated table; terms in working days or in hours. */
export { calendarRoutes } from './calendar.routes.ts'
export type { Term, TermEnd } from './working-day.ts'
export { addWorkingDays, deadlineOf, findTermEnd, isWorkingDay } from './working-day.ts'
