import { operatorKey } from '../bench/ground.ts'
import { clientOf } from '../server/test/app.ts'
import type { Values } from './probe.ts'
import { range, type World } from './world.ts'

/**
 * Accounts of the holder's people, and names under which nobody signs in; used-up links, and such that never were; a client of
 * the rival's own.
 */
export type People = {
  signInName: Values
  account: Values
  invitation: Values
  client: { clientID: string; clientSecret: string }
}

const many = 20

export const makePeople = async ({ url, holder, rival }: World): Promise<People> => {
  const operator = clientOf(url, operatorKey)
  const names = (word: string) => range(0, many).map((n) => `${word}-${100 + n}@example.vn`)
  const tokens: string[] = []
  for (const signInName of names('person')) {
    const body = { party: holder.id, signInName, name: 'Nguyễn Văn Mẫu', duties: ['reader'] }
    const { link } = (await operator.post('/api/accounts', body)).json as { link: string }
    const token = link.slice(link.lastIndexOf('/') + 1)
    const password = `một câu dài của ${signInName}, không ai đoán được`
    const accepted = await clientOf(url).post(`/api/invitations/${token}`, { password })
    if (accepted.status !== 200) throw new Error(`${signInName}: ${accepted.status} ${accepted.text}`)
    tokens.push(token)
  }
  const { items } = (await operator.get(`/api/accounts?party=${holder.id}`)).json as { items: { id: string }[] }
  const accounts = items.map(({ id }) => id)
  const client = await clientOf(url, rival.key).post(`/api/parties/${rival.id}/clients`, { label: 'máy' })
  if (client.status !== 201) throw new Error(`a client: ${client.status} ${client.text}`)
  return {
    signInName: { hidden: names('person'), none: names('nobody') },
    account: { hidden: accounts, none: accounts.map((id) => crypto.randomUUID().slice(0, -12) + id.slice(-12)) },
    invitation: { hidden: tokens, none: tokens.map((token) => [...token].reverse().join('')) },
    client: client.json as People['client'],
  }
}
