import assert from 'node:assert/strict'
import type { Answer, TestApp } from './app.ts'

/** A person's browser: it keeps cookies, says where its requests come from, and sends forms with the token of their page. */
export type TestBrowser = {
  cookies: Map<string, string>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Opens `page`, fills in the form on it, and sends it to `action`. */
  form(page: string, action: string, fields: Record<string, string>): Promise<Answer>
}

const pageHeaders = { accept: 'text/html', 'accept-language': 'en' }

/** `network`: where it sits, as the operator's proxy would say it (TRUST_PROXY=1). */
export const testBrowser = (app: Pick<TestApp, 'url' | 'config'>, network?: string): TestBrowser => {
  const cookies = new Map<string, string>()
  const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(new URL(path, app.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie !== '' && { cookie }),
        ...(network !== undefined && { 'x-forwarded-for': network }),
        ...(method !== 'GET' && { origin: app.config.publicUrl }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (/max-age=0/i.test(set)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
    const json = isJson && text !== '' ? JSON.parse(text) : undefined
    return { status: response.status, headers: response.headers, text, json }
  }
  const get: TestBrowser['get'] = (path, headers) => call('GET', path, undefined, headers)
  return {
    cookies,
    get,
    send: (method, path, body, headers) =>
      body === undefined
        ? call(method, path, undefined, headers)
        : call(method, path, JSON.stringify(body), { 'content-type': 'application/json', ...headers }),
    form: async (page, action, fields) => {
      const csrf = csrfIn((await get(page, pageHeaders)).text)
      const body = new URLSearchParams({ csrf, ...fields }).toString()
      return call('POST', action, body, { ...pageHeaders, 'content-type': 'application/x-www-form-urlencoded' })
    },
  }
}

/** The token in a page's first form. */
export const csrfIn = (page: string): string => / name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''

export type TestPerson = TestBrowser & { id: string; signInName: string; password: string }
type Duty = 'declarer' | 'approver' | 'administrator' | 'reader'

/** An invitation as whoever makes it gets it. */
export type Invited = { id: string; link: string; expiresAt: string }

/** Invites somebody by the operator's key. */
export const inviteTo = async (
  app: TestApp,
  party: string | undefined,
  signInName: string,
  duties: Duty[] = ['declarer'],
): Promise<Invited> => {
  const invited = await app.operator.post('/api/accounts', { party, signInName, name: 'Nguyễn Thị An', duties })
  assert.equal(invited.status, 201, invited.text)
  return invited.json as Invited
}

/** Accepts an invitation in a browser of its own. */
export const accept = (app: TestApp, link: string, password: string): Promise<Answer> =>
  testBrowser(app).send('POST', `/api/invitations/${tokenOf(link)}`, { password })

/** Somebody who was invited, has accepted, and is signed in. */
export const testPerson = async (
  app: TestApp,
  partyID: string | undefined,
  duties: Duty[],
  more: { signInName?: string; network?: string } = {},
): Promise<TestPerson> => {
  const signInName = more.signInName ?? `${crypto.randomUUID()}@example.vn`
  const password = `một câu dài ${crypto.randomUUID()}`
  const { link } = await inviteTo(app, partyID, signInName, duties)
  const browser = testBrowser(app, more.network)
  const accepted = await browser.send('POST', `/api/invitations/${tokenOf(link)}`, { password })
  assert.equal(accepted.status, 200, accepted.text)
  const { id } = (await browser.get('/api/account')).json as { id: string }
  return { ...browser, id, signInName, password }
}

export const tokenOf = (link: string): string => link.slice(link.lastIndexOf('/') + 1)

/** The code of the problem that an answer tells. */
export const codeOf = ({ json }: { json: unknown }): string =>
  String((json as { type?: string })?.type)
    .split(':')
    .at(-1) ?? ''
