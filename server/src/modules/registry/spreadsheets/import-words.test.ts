import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages, loadCatalogues } from '../../../platform/messages.ts'
import { importTargets } from './import-targets.ts'

test('of every column that takes words of ours, each word is told in both languages to who wrote another', () => {
  const catalogues = loadCatalogues()
  let columns = 0
  for (const { name, columns: all } of importTargets)
    for (const column of all) {
      const parsed = 'cell' in column ? column.cell.parse('?', () => []) : undefined
      if (!parsed || !('issue' in parsed) || parsed.issue.code !== 'columns.not-among') continue
      columns += 1
      for (const key of String(parsed.issue.params?.allowed).split(', '))
        for (const language of languages) assert.ok(catalogues[language].has(key), `${name}.${column.path}: ${key}`)
    }
  assert.ok(columns >= 8, `only ${columns}`)
})
