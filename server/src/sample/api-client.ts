/** A caller of the real HTTP API with one key: the player has no other door into the system. */
export type ApiClient = {
  /** The answer's JSON, or undefined for 404; any other refusal is thrown with the server's own words. */
  find: <T>(path: string) => Promise<T | undefined>
  /** `accepted`: statuses that are no failure besides 2xx; the answer carries its status, so that the caller can tell. */
  send: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: Body, accepted?: readonly number[]) => Promise<Answer>
}

export type Body = { json: unknown } | { text: string; type: string } | { form: FormData }
export type Answer = { status: number; location: string | undefined; json: unknown }

export const createApiClient = (baseUrl: string, key: string): ApiClient => {
  const call = async (method: string, path: string, body: Body | undefined, accepted: readonly number[]) => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { authorization: `Bearer ${key}`, accept: 'application/json', ...typeOf(body) },
      ...(body === undefined ? {} : { body: contentOf(body) }),
    })
    const text = await response.text()
    if (!response.ok && !accepted.includes(response.status)) {
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 2000)}`)
    }
    return {
      status: response.status,
      location: response.headers.get('location') ?? undefined,
      json: isJson(response) && text !== '' ? (JSON.parse(text) as unknown) : undefined,
    }
  }
  return {
    find: async <T>(path: string) => {
      const answer = await call('GET', path, undefined, [404])
      return answer.status === 404 ? undefined : (answer.json as T)
    },
    send: (method, path, body, accepted = []) => call(method, path, body, accepted),
  }
}

const isJson = (response: Response): boolean => /[/+]json\b/.test(response.headers.get('content-type') ?? '')

/** A form states its own type, with its boundary. */
const typeOf = (body: Body | undefined): Record<string, string> => {
  if (body === undefined || 'form' in body) return {}
  return { 'content-type': 'json' in body ? 'application/json' : body.type }
}

const contentOf = (body: Body): string | FormData => {
  if ('form' in body) return body.form
  return 'json' in body ? JSON.stringify(body.json) : body.text
}
