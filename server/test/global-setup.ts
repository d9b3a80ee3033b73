import { serverVariable, startTestServer, type TestServer } from './database.ts'

let server: TestServer

/** One database server for the whole run; each test file copies its databases from a template. */
export const globalSetup = async (): Promise<void> => {
  server = await startTestServer()
  process.env[serverVariable] = server.url
}

export const globalTeardown = async (): Promise<void> => {
  await server.stop()
}
