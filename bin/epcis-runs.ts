import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as sendOn } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { operatorKey, type TestApp, testApp } from '../server/test/app.ts'
import { event, item } from '../server/test/documents.ts'
import { type Program, run as start, until } from '../server/test/platform/program.ts'

/** The client as a process of its own, against a real server of the test file's. */

export const folder = mkdtempSync(join(tmpdir(), 'nguon-epcis-'))
export let app: TestApp
before(async () => {
  app = await testApp()
})
after(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

let made = 0

/** A file of its own with this content. */
export const file = (content: string, name = '.json'): string => {
  made += 1
  const path = join(folder, `${made}${name}`)
  writeFileSync(path, content)
  return path
}

/** A document of so many events about things that no other document names. */
export const events = (count: number, more = {}) => {
  made += 1
  const batch = made
  return Array.from({ length: count }, (_, index) => event({ epcList: [item(1, `B${batch}N${index}`)], ...more }))
}

/** Starts a command of the client. */
export const epcis = (args: readonly string[], settings: Record<string, string> = {}, input?: string): Program => {
  const program = start(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/epcis.ts', ...args], {
    NGUON_URL: app.url,
    API_KEY: operatorKey,
    XDG_STATE_HOME: folder,
    LANG: 'en',
    ...settings,
  })
  program.child.stdin?.end(input ?? '')
  return program
}

/** Runs it to its end: the lines of stdout by their columns, stderr, and the exit code. */
export const ended = async (program: Program) => {
  const code = await program.ended
  await until('its output', () => (program.child.stdout?.readableEnded ?? true) || undefined)
  return { code, lines: program.stdout().split('\n').slice(0, -1), stdout: program.stdout(), stderr: program.stderr() }
}

/** The columns of a line. */
export const columns = (line: string | undefined) => (line ?? '').split('\t')

/** The real server behind a door that notes what passes, and holds what `hold` picks. */
export const door = async (hold: (method: string, path: string, seen: string[]) => boolean) => {
  const seen: string[] = []
  let held = 0
  const server = createServer((incoming, answer) => {
    const { method = '', url = '' } = incoming
    seen.push(`${method} ${url.replace(/[?].*/, '').replace(/[^/]+-[^/]+$/, '')}`)
    if (hold(method, url, seen)) {
      held += 1
      return
    }
    const onward = sendOn(new URL(url, app.url), { method, headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers)
      response.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    held: () => held > 0,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
