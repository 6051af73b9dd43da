import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredTable } from '../../../../electron/tables/stored-tables'
import type { FilterOp } from '../../../../shared/domain/filter-ops'
import type { RecordQuestion } from '../../../../shared/domain/record-question'
import { ask, type Fixture, fieldId, openFixture } from './open-fixture'

const NAUGHTY: string[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/blns/blns.json', import.meta.url), 'utf8'),
).filter((text: string) => text !== '')

let fixture: Fixture
let plain: StoredTable
let searchable: StoredTable

beforeAll(async () => {
  fixture = await openFixture()
  const rows = NAUGHTY.map((text) => [text])
  plain = await fixture.addTable([{ name: 'Text', type: 'text' }], rows)
  searchable = await fixture.addTable([{ name: 'Text', type: 'text', settings: { indexed: true } }], rows, {
    searchable: true,
  })
})
afterAll(() => fixture.close())

const filtered = (table: StoredTable, op: FilterOp, value: string) =>
  ask(table, {
    filter: { kind: 'group', match: 'all', items: [{ kind: 'rule', fieldId: fieldId(table, 'Text'), op, value }] },
  })

/** The naughty strings that are not among the answers. */
async function missed(toQuestion: (text: string) => RecordQuestion): Promise<string[]> {
  const lost: string[] = []
  for (const [index, text] of NAUGHTY.entries())
    if (!(await fixture.reader.ids(toQuestion(text), 1000)).includes(index + 1)) lost.push(text)
  return lost
}

describe('naughty strings', () => {
  it('are read as they were written', async () => {
    const rows = await fixture.reader.page({ question: ask(plain), offset: 0, limit: 600 })
    expect(rows.map(({ values }) => values[0])).toEqual(NAUGHTY)
  })

  it.each<FilterOp>(['eq', 'contains', 'starts-with', 'ends-with'])('are found by %s', async (op) => {
    expect(await missed((text) => filtered(plain, op, text))).toEqual([])
    expect(await missed((text) => filtered(searchable, op, text))).toEqual([])
  })

  it('are found by a search for the first of their words or, without any, for themselves', async () => {
    // The full-text index takes the signs around these words, which are younger than its tables, for letters.
    const glued = ['\u2066test\u2067', '🏳0🌈\ufe0f']
    const searched = (text: string) => {
      const [word] = text.match(/[\p{L}\p{N}]+/u) ?? [text]
      return word.slice(0, 200)
    }
    expect(await missed((text) => ask(plain, { search: searched(text) }))).toEqual([])
    expect(await missed((text) => ask(searchable, { search: searched(text) }))).toEqual(glued)
  })

  it('are found by a search for all of them', async () => {
    expect(await missed((text) => ask(plain, { search: text.slice(0, 200) }))).toEqual([])
    expect(await missed((text) => ask(searchable, { search: text.slice(0, 200) }))).toEqual([])
  })

  it('are paged through by a handle in order of their text', async () => {
    const sorted = ask(searchable, { sort: [{ fieldId: fieldId(searchable, 'Text'), direction: 'desc' }] })
    const ids: number[] = []
    let after: string | undefined
    do {
      const page = await fixture.reader.query({ question: sorted, limit: 40, after })
      ids.push(...page.rows.map(({ id }) => id))
      after = page.nextHandle ?? undefined
    } while (after !== undefined)
    expect(ids).toEqual(await fixture.reader.ids(sorted, 1000))
    expect(new Set(ids).size).toBe(NAUGHTY.length)
  })
})
