import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { playSample } from '../../src/sample/index.ts'
import { freePort, operatorKey, type TestApp, testApp } from '../app.ts'
import { traceBack } from './trace-client.ts'

let app: TestApp
before(async () => {
  const port = await freePort()
  app = await testApp({ PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` })
  await playSample(app.url, operatorKey, () => {})
})
after(() => app.close())

/** What the stories' README files draw, read by hand: the code on the label, and the lots at the far left. */
const chains: { story: string; start: string; urn?: string; origins: string[] }[] = [
  {
    story: 'mangosteen, from household 1 alone',
    start: '/01/09521101000108/10/MC260620-01',
    origins: ['/01/99521101000019/10/H1-260618'],
  },
  {
    story: 'mangosteen, from households 2 and 3',
    start: '/01/09521101000108/10/MC260620-02',
    origins: ['/01/99521101000019/10/H2-260619', '/01/99521101000019/10/H3-260619'],
  },
  {
    story: 'honey, blended of three, without the lot that was named by mistake',
    start: '/01/09521301000106/10/MO260406',
    urn: 'urn:epc:class:lgtin:9521301.000010.MO260406',
    origins: ['/01/99521301000017/10/A1-260320', '/01/99521301000017/10/A2-260324', '/01/99521301000017/10/A3-260328'],
  },
  {
    story: 'a chair, after three transformations',
    start: '/01/09521403000103/21/GM-000123',
    origins: ['/01/99521401000016/10/CS251006'],
  },
  {
    story: 'the case of chairs as it left the country',
    start: '/00/195214030000000179',
    origins: ['/01/99521401000016/10/CS251006'],
  },
  {
    story: 'a gift box of pomelos',
    start: '/01/09521201000107/21/B0008',
    urn: 'urn:epc:id:sgtin:9521201.000010.B0008',
    origins: ['/01/09521201000015/10/BD250912'],
  },
  {
    story: 'the pallet of pomelos on both of its trips',
    start: '/8003/09521201000015P001',
    urn: 'urn:epc:id:grai:9521201.00001.P001',
    origins: ['/01/09521201000015/10/BD250912', '/01/09521201000015/10/BD250924'],
  },
]

for (const { story, start, urn, origins } of chains) {
  test(`${story}: Digital Link, resolver, query, and so on to every origin`, async () => {
    const access = { resolver: app.url, key: operatorKey, format: 'Always_GS1_Digital_Link' } as const
    const walked = await traceBack(`https://id.gs1.org${start}`, access)
    assert.deepEqual(walked.origins, origins)
    if (urn === undefined) return
    assert.deepEqual(await traceBack(urn, { ...access, format: 'Always_EPC_URN' }), walked)
  })
}

test('a client without a key is told to bring one, by the query and not by the resolver', async () => {
  const access = { resolver: app.url, format: 'Always_GS1_Digital_Link' } as const
  await assert.rejects(traceBack(`https://id.gs1.org${chains[0]?.start}`, access), /events\?.*: 401/)
})

test('a client that asks for that one link is led to the repository, which names what can be asked there', async () => {
  for (const linkType of ['gs1:epcis', 'gs1:epcisRepository']) {
    const asked = `${app.url}${chains[0]?.start}?linkType=${linkType}`
    const answer = await fetch(asked, { headers: { accept: 'application/json' } })
    assert.equal(answer.status, 200)
    assert.ok(((await answer.json()) as { member: string[] }).member.includes('events'))
  }
})
