import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { withServerMembers } from './server-members.ts'

const recordTime = '2026-01-05T08:00:00.000Z'
const ours = `"recordTime":"${recordTime}"`

const cases: [what: string, text: string, expected: string][] = [
  ['an empty object', '{}', `{${ours}}`],
  ['an empty object with blanks', '{ \n }', `{ \n ${ours}}`],
  ['a member', '{"a":1}', `{"a":1,${ours}}`],
  ['a line break at the end', '{\n  "a": "}"\n}', `{\n  "a": "}"\n,${ours}}`],
  ['an object at the end', '{"a":{"recordTime":1}}', `{"a":{"recordTime":1},${ours}}`],
  ['an empty object at the end', '{"a":{}}', `{"a":{},${ours}}`],
  ['the sender’s first', '{"recordTime":"x", "a":1}', `{ "a":1,${ours}}`],
  ['the sender’s in the middle', '{"a":1 ,"recordTime" : "x\\"," , "b":[2]}', `{"a":1 ,  "b":[2],${ours}}`],
  ['the sender’s last', '{"a":1, "recordTime":"x" }', `{"a":1  ,${ours}}`],
  ['the sender’s alone', '{ "recordTime":"x"}', `{ ${ours}}`],
  ['the sender’s as an object', '{"recordTime":{"a":["]}"]},"b":1.50}', `{"b":1.50,${ours}}`],
  ['the sender’s as a number', '{"b":1,"recordTime":12}', `{"b":1,${ours}}`],
  ['the sender’s spelt with an escape', '{"record\\u0054ime":"x","b":1}', `{"b":1,${ours}}`],
  [
    'a text that holds the name',
    '{"a":"\\"recordTime\\":1","b":"recordTime"}',
    `{"a":"\\"recordTime\\":1","b":"recordTime",${ours}}`,
  ],
]

for (const [what, text, expected] of cases) {
  test(`${what}: server members come last`, () => assert.equal(withServerMembers(text, { recordTime }), expected))
}

test('an eventID of ours stands before the record time', () => {
  const eventID = 'ni:///sha-256;00?ver=CBV2.0'
  assert.equal(withServerMembers('{"a":1}', { eventID, recordTime }), `{"a":1,"eventID":"${eventID}",${ours}}`)
})

const members = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('recordTime', 'a')), fc.jsonValue({ maxDepth: 3 }))

test('whatever the event, the result means the event with our record time last', () => {
  fc.assert(
    fc.property(members, fc.constantFrom(0, 1, 3), (event, indent) => {
      const text = JSON.stringify(event, null, indent)
      const { recordTime: _, ...kept } = JSON.parse(text) as Record<string, unknown>
      const result = withServerMembers(text, { recordTime })
      assert.deepEqual(JSON.parse(result), { ...kept, recordTime })
      assert.ok(result.endsWith(`${ours}}`))
    }),
  )
})

test('where the sender gives no record time every character stays', () => {
  fc.assert(
    fc.property(members, fc.constantFrom(0, 2), ({ recordTime: _, ...event }, indent) => {
      const text = JSON.stringify(event, null, indent)
      const added = withServerMembers(text, { recordTime })
      assert.ok(added === text.replace(/\}$/, `,${ours}}`) || added === text.replace(/\}$/, `${ours}}`))
    }),
  )
})
