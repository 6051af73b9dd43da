import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordsTable } from '../../../../electron/tables/columns'
import { scanRecords } from '../../../../electron/tables/read/scan'
import type { StoredTable } from '../../../../electron/tables/stored-tables'
import type { RecordQuestion } from '../../../../shared/domain/record-question'
import { fieldsOf, question, tableContent } from './arbitrary'
import { type NaiveTable, naiveIds } from './naive'
import { type Fixture, NOW, openFixture, type Stored } from './open-fixture'

let fixture: Fixture

beforeAll(async () => {
  fixture = await openFixture()
})
afterAll(() => fixture.close())

type Content = { indexed: Parameters<typeof fieldsOf>[0]; searchable: boolean; rows: Stored[][]; removed: number[] }

async function build({
  indexed,
  searchable,
  rows,
  removed,
}: Content): Promise<{ table: StoredTable; naive: NaiveTable }> {
  const table = await fixture.addTable(fieldsOf(indexed), rows, { searchable })
  if (removed.length > 0)
    await fixture.change(table, `delete from ${recordsTable(table.number)} where _id in (${removed.join(', ')})`)
  const kept = rows.map((row, index) => [index + 1, row] as const).filter(([id]) => !removed.includes(id))
  return {
    table,
    naive: { fields: table.fields, rows: new Map(kept), searchable, today: NOW.toISOString().slice(0, 10) },
  }
}

async function walk(asked: RecordQuestion, limit: number): Promise<{ ids: number[]; totals: Set<number> }> {
  const ids: number[] = []
  const totals = new Set<number>()
  let after: string | undefined
  do {
    const page = await fixture.reader.query({ question: asked, limit, after, fieldIds: [] })
    ids.push(...page.rows.map(({ id }) => id))
    totals.add(page.total)
    after = page.nextHandle ?? undefined
  } while (after !== undefined)
  return { ids, totals }
}

describe('a question of records', () => {
  it('has the answer that a plain evaluation of it has, however it is asked', async () => {
    const asked = tableContent.chain((content) =>
      fc.record({
        content: fc.constant(content),
        questions: fc.array(
          question(
            'table',
            fieldsOf([]).map(({ name, type }) => ({ id: name, type })),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        offset: fc.nat(30),
        limit: fc.integer({ min: 1, max: 9 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(asked, async ({ content, questions, offset, limit }) => {
        const { table, naive } = await build(content)
        for (const template of questions) {
          const one: RecordQuestion = JSON.parse(
            JSON.stringify({ ...template, tableId: table.id }).replaceAll('"fieldId":"', `"fieldId":"${table.id}-`),
          )
          const expected = naiveIds(naive, one)
          expect(await fixture.reader.ids(one, 1000)).toEqual(expected)
          const direct = await fixture.reader.page({ question: one, offset, limit })
          expect(direct.map(({ id }) => id)).toEqual(expected.slice(offset, offset + limit))
          const positional = await fixture.positional.page({ question: one, offset, limit })
          expect(positional).toEqual(direct)
          expect(await fixture.reader.count(one, 'count')).toBe(expected.length)
          expect(await fixture.positional.count(one, 'count')).toBe(expected.length)
          expect(await walk(one, limit)).toEqual({ ids: expected, totals: new Set([expected.length]) })
          const scanned: number[] = []
          for await (const rows of scanRecords(fixture.opened, table, one, { fields: table.fields, slice: limit }))
            scanned.push(...rows.map(({ id }) => id))
          const relative = JSON.stringify(one).includes('-days')
          if (!relative) expect(scanned).toEqual(expected)
        }
      }),
      { numRuns: 100 },
    )
  }, 120_000)
})
