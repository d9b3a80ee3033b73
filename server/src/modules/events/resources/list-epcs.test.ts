import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../test/app.ts'
import { event, item } from '../../../../test/documents.ts'
import { tell } from '../../../../test/hand-overs.ts'

const app = await testApp()
after(() => app.close())

/** All EPCs that somebody is told of, page by page. */
const listed = async (client: Client): Promise<string[]> => {
  const epcs: string[] = []
  for (let path: string | undefined = '/epcs?perPage=1000'; path !== undefined; ) {
    const answer = await client.get(path)
    assert.equal(answer.status, 200, answer.text)
    epcs.push(...(answer.json as { member: string[] }).member)
    const next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
    path = next === undefined ? undefined : new URL(next).pathname + new URL(next).search
  }
  return epcs
}

test('what is first named behind as many names as one page looks at is listed, too', async () => {
  const store = await app.party('Kho')
  const hundred = Array.from({ length: 100 }, (_, number) => item(91, `AGAIN${number}`))
  await tell(
    store,
    ...Array.from({ length: 50 }, () => event({ epcList: hundred })),
    event({ epcList: [item(91, 'NEW')] }),
  )
  assert.deepEqual((await listed(store)).sort(), [...hundred, item(91, 'NEW')].sort())
})
