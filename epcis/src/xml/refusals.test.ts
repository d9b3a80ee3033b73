import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bytes, cutText, document, faults, seen } from '../../test/cut-xml.ts'

const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`

describe('a text that is not taken says why and where:', () => {
  const at = (text: string, place: string) => bytes(text.slice(0, text.indexOf(place) + place.length)).length
  const inside = (xml: string) => document(`<ObjectEvent>${xml}</ObjectEvent>`)
  const refused: [what: string, text: string, code: string, place?: string][] = [
    ['nothing', ' \n', 'document-empty'],
    ['a document that breaks off', inside('<action>').slice(0, -60), 'xml-incomplete'],
    ['tags that cross', inside('<action></bizStep>'), 'xml-malformed', '</bizStep>'],
    ['text before the root', ` \n{"a": 1}`, 'xml-text-outside', ' \n'],
    ['text before the root, behind a declaration', `<?xml version="1.0"?>\nMía${seen}`, 'xml-text-outside', '?>\n'],
    ['text behind the root', `${document(seen)}\nMía<a/>`, 'xml-text-outside', `EPCISDocument>\n`],
    ['a lone ampersand', inside('<vd:a>Mía & dừa &amp; chuối</vd:a>'), 'xml-entity', 'Mía '],
    ['a prefix that is not declared', inside('<la:a/>'), 'xml-prefix-undeclared', '<la:a/>'],
    ['an attribute twice', inside('<vd:a b="1" b="2"/>'), 'xml-attribute-twice', 'b="2"/>'],
    ['a control character', inside('<vd:a>é\u0001</vd:a>'), 'xml-malformed', 'é\u0001'],
    ['an entity of its own', inside('<vd:a>&b;</vd:a>'), 'xml-entity', '<vd:a>'],
    ['a bomb', bomb + inside('<vd:a>&b;</vd:a>').slice(39), 'xml-doctype', bomb],
    ['a document type from elsewhere', `<!DOCTYPE d SYSTEM "file:///d">${seen}`, 'xml-doctype', '"file:///d">'],
    ['another encoding', document(seen).replace('UTF-8', 'ISO-8859-1'), 'xml-encoding', '"ISO-8859-1"?>'],
    ['another root', '<html/>', 'xml-root-unknown', '<html/>'],
    ['depth', inside('<vd:a>'.repeat(97)), 'nesting-too-deep', '<vd:a>'.repeat(97)],
    ['two lists of events', document(`</EventList><EventList>`), 'event-list-twice', '</EventList><EventList>'],
    ['a wrong version', document(seen).replace('"2.0"', '"3.0"'), 'version-unsupported', '08:31:00Z">'],
    ['a version of another namespace', document(seen).replace('"2.0"', '"1.2"'), 'version-unsupported', '08:31:00Z">'],
    ['an element of no standard', document(seen, '<note>a</note>'), 'element-unknown', '</note>'],
  ]
  for (const [what, text, code, place] of refused) {
    test(`refused: ${what}`, () => {
      const found = faults(bytes(text))
      assert.equal(found[0], `${code} ${place === undefined ? bytes(text).length : at(text, place)}`)
      assert.equal(found.length, 1)
    })
  }

  test('a fault in an event names the event', () => {
    const text = document(`${seen}<ObjectEvent><action/><action/></ObjectEvent>`)
    const [issue] = cutText(text).issues
    assert.deepEqual([issue?.code, issue?.event, issue?.params], ['member-duplicated', 1, { name: 'action' }])
  })

  test('bytes that are not UTF-8, wherever the chunks part', () => {
    const text = document('<ObjectEvent><vd:a>dừa</vd:a></ObjectEvent>')
    const broken = bytes(text)
    const place = at(text, 'dừ') - 1
    broken[place] = 0x41
    const start = place - 2
    for (let from = 1; from < broken.length; from += 7) {
      assert.deepEqual(faults(broken.slice(0, from), broken.slice(from)), [`utf8-invalid ${start}`])
    }
  })

  test('UTF-16 in either order, with a mark or without', () => {
    const little = new Uint8Array([...document(seen)].flatMap((char) => [char.charCodeAt(0), 0]))
    const big = new Uint8Array([...document(seen)].flatMap((char) => [0, char.charCodeAt(0)]))
    for (const text of [little, big, new Uint8Array([0xff, 0xfe, ...little]), new Uint8Array([0xfe, 0xff, ...big])]) {
      assert.deepEqual(faults(text), ['xml-encoding 0'])
    }
  })
})
