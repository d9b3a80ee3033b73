import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What /metrics tells. Labels are routes, methods and statuses: nothing of a caller. */
export type Metrics = {
  observeRequest(method: string, route: string, status: number, seconds: number): void
  countEvents(stored: number): void
  contentType: string
  write(): Promise<string>
}

export const createMetrics = (): Metrics => {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const requests = new Histogram({
    name: 'nguon_http_request_seconds',
    help: 'Time to answer a request, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers: [register],
  })
  const events = new Counter({ name: 'nguon_events_stored_total', help: 'Events stored', registers: [register] })
  return {
    observeRequest: (method, route, status, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    countEvents: (stored) => events.inc(stored),
    contentType: register.contentType,
    write: () => register.metrics(),
  }
}
