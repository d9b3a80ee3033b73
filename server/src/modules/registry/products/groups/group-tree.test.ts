import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { competenceOf, type GroupNode, groupsUnder, lineOf, makesCircle, treeOf } from './group-tree.ts'
import { fitOf } from './lists/match-entry.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const node = fc.record({
  id: fc.constantFrom(...ids),
  parent: fc.option(fc.constantFrom(...ids)),
  agencies: fc.subarray(['x', 'y']),
})

/** A tree as the register lets it grow: a parent that would close a circle is refused. */
const grown = fc.array(node, { maxLength: 30 }).map((steps) => {
  const tree = new Map<string, GroupNode>()
  for (const step of steps) {
    const refused = step.parent !== null && (makesCircle(tree, step.id, step.parent) || !tree.has(step.parent))
    if (!refused) tree.set(step.id, step)
  }
  return treeOf([...tree.values()])
})

test('no group that was let in is its own ancestor, and every line ends at a root', () => {
  fc.assert(
    fc.property(grown, (tree) => {
      for (const id of tree.keys()) {
        const line = lineOf(tree, id)
        assert.equal(new Set(line).size, line.length)
        assert.equal(tree.get(line.at(-1) ?? '')?.parent, null)
      }
    }),
  )
})

test('who is competent for a group is competent for what lies below it, unless that names others', () => {
  fc.assert(
    fc.property(grown, (tree) => {
      for (const { id, parent, agencies } of tree.values()) {
        const competent = competenceOf(tree, id)?.agencies ?? []
        const expected =
          agencies.length > 0 || parent === null ? agencies : (competenceOf(tree, parent)?.agencies ?? [])
        assert.deepEqual(competent, expected)
        for (const agency of ['x', 'y'])
          assert.equal(groupsUnder(tree, agency).includes(id), competent.includes(agency))
      }
    }),
  )
})

test('a finer HS code, a nearer group never makes a product less named', () => {
  const digits = fc.stringMatching(/^0[1-9]0[1-9][0-9]{4}$/)
  fc.assert(
    fc.property(digits, digits, fc.constantFrom(2, 4, 6, 8), fc.constantFrom(4, 6, 8), (asked, own, coarse, fine) => {
      const entry = { group: null, gtin: null, hsCode: asked.slice(0, coarse) }
      const of = (length: number) => fitOf(entry, { key: 'k', groups: [], hsCode: own.slice(0, length) })
      const [before, now] = [of(4), of(fine)]
      if (before !== 'perhaps') assert.equal(now, before, 'what was decided stays so')
      assert.notEqual(fitOf(entry, { key: 'k', groups: [] }), 'named', 'without a code nothing is sure')
    }),
  )
})
