import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordsTable } from '../../../../electron/tables/columns'
import { scanRecords } from '../../../../electron/tables/read/scan'
import type { StoredTable } from '../../../../electron/tables/stored-tables'
import type { FilterRule } from '../../../../shared/domain/record-question'
import type { FieldType } from '../../../../shared/domain/table'
import { ask, type Fixture, fieldId, openFixture, type Stored } from './open-fixture'

let fixture: Fixture

beforeEach(async () => {
  fixture = await openFixture()
})
afterEach(() => fixture.close())

const people = (count: number) =>
  fixture.addTable(
    [
      { name: 'Name', type: 'text', settings: { indexed: true } },
      { name: 'Score', type: 'integer' },
    ],
    Array.from({ length: count }, (_, index): Stored[] => [`Person ${index % 100}`, (index * 7919) % count]),
  )

/** A table of so many records that going through them takes its time. */
const LARGE = 200_000
async function large(): Promise<StoredTable> {
  const table = await people(0)
  await fixture.change(
    table,
    `insert into ${recordsTable(table.number)} (_id, f_1, f_2)
      with recursive n (i) as (select 0 union all select i + 1 from n where i < ${LARGE - 1})
      select i + 1, 'Person ' || i, (i * 7919) % ${LARGE} from n`,
  )
  return table
}

const by = (table: StoredTable, name: string, direction: 'asc' | 'desc' = 'asc') => ({
  sort: [{ fieldId: fieldId(table, name), direction }],
})
const where = (table: StoredTable, name: string, rule: Pick<FilterRule, 'op' | 'value'>) => ({
  filter: {
    kind: 'group' as const,
    match: 'all' as const,
    items: [{ kind: 'rule' as const, fieldId: fieldId(table, name), ...rule }],
  },
})

describe('a large table', () => {
  it('has pages of any depth, in every order, before and after gaps', async () => {
    const table = await large()
    const check = async (removed: number) => {
      const byId = await fixture.reader.page({ question: ask(table), offset: 150_000, limit: 3 })
      expect(byId.map(({ id }) => id)).toEqual([150_001, 150_002, 150_003].map((id) => id + removed))
      for (const direction of ['asc', 'desc'] as const) {
        const question = ask(table, by(table, 'Score', direction))
        const rows = await fixture.reader.page({ question, offset: 123_456, limit: 200 })
        const first = direction === 'asc' ? 123_456 + removed : LARGE - 1 - 123_456
        expect(rows.map(({ values }) => values[1])).toEqual(
          Array.from({ length: 200 }, (_, index) => first + index * (direction === 'asc' ? 1 : -1)),
        )
        expect(await fixture.reader.page({ question, offset: LARGE, limit: 5 })).toEqual([])
        expect(await fixture.reader.count(question, 'count')).toBe(LARGE - removed)
      }
      for (const offset of [20_000, 100_000, 199_900]) {
        const forwards = await fixture.reader.page({ question: ask(table, by(table, 'Name')), offset, limit: 50 })
        const reach = LARGE - removed - offset - forwards.length
        const question = ask(table, by(table, 'Name', 'desc'))
        const backwards = await fixture.reader.page({ question, offset: reach, limit: forwards.length })
        expect(forwards.length).toBeGreaterThan(0)
        expect(backwards.reverse()).toEqual(forwards)
      }
    }
    await check(0)
    // Record 1 has the score 0, so that every score above is one place earlier now.
    await fixture.change(table, `delete from ${recordsTable(table.number)} where f_2 = 0`)
    await check(1)
  }, 60_000)

  it('is counted until another count of the same ticket, or a stop, ends that', async () => {
    const table = await large()
    const slow = ask(table, where(table, 'Name', { op: 'ends-with', value: 'no such end' }))
    const conflict = { error: { code: 'conflict' } }
    const first = fixture.reader.count(slow, 'a')
    const beside = fixture.reader.count(slow, 'b')
    const second = fixture.reader.count(slow, 'a')
    await expect(first).rejects.toMatchObject(conflict)
    expect(await beside).toBe(0)
    expect(await second).toBe(0)
    const summary = fixture.reader.summary(slow, fieldId(table, 'Score'), 'a')
    fixture.reader.stop('a')
    await expect(summary).rejects.toMatchObject(conflict)
    fixture.reader.stop('never begun')
    expect(await fixture.reader.count(slow, 'a')).toBe(0)
  }, 60_000)

  it('frees what a stopped count was running on, long before its end', async () => {
    const table = await large()
    const any = <I>(items: I[]) => ({ kind: 'group' as const, match: 'any' as const, items })
    const rules = (group: number) =>
      Array.from({ length: 50 }, (_, index) => ({
        ...{ kind: 'rule' as const, fieldId: fieldId(table, 'Name'), op: 'contains' as const },
        value: `no name has ${group} ${index}`,
      }))
    // Minutes of work.
    const endless = ask(table, { filter: any(Array.from({ length: 50 }, (_, group) => any(rules(group)))) })
    const tickets = ['a', 'b', 'c']
    const counts = tickets.map((ticket) => fixture.reader.count(endless, ticket).catch(() => 'ended'))
    await fixture.reader.get(table.id, 5)
    for (const ticket of tickets) fixture.reader.stop(ticket)
    expect(await Promise.all(counts)).toEqual(['ended', 'ended', 'ended'])
    const quick = ask(table, where(table, 'Score', { op: 'lt', value: 10 }))
    expect(await Promise.all(tickets.map((ticket) => fixture.reader.count(quick, ticket)))).toEqual([10, 10, 10])
  }, 30_000)

  it('lets go of positions being learned for a question that another one replaces', async () => {
    const table = await large()
    const page = (direction: 'asc' | 'desc') =>
      fixture.reader.page({ question: ask(table, by(table, 'Score', direction)), offset: 100_000, limit: 1 })
    // Either may come first, and may be ready before the other one takes its place.
    const [up, down] = await Promise.allSettled([page('asc'), page('desc')])
    const wanted = { up: 100_000, down: LARGE - 1 - 100_000 }
    for (const [outcome, value] of [[up, wanted.up] as const, [down, wanted.down] as const])
      if (outcome.status === 'fulfilled') expect(outcome.value[0]?.values[1]).toBe(value)
      else expect(outcome.reason).toMatchObject({ error: { code: 'conflict' } })
    expect([up, down].some(({ status }) => status === 'fulfilled')).toBe(true)
    expect((await page('asc'))[0]?.values[1]).toBe(100_000)
  }, 60_000)
})

describe('a scan', () => {
  it('ends with the reason of its signal, also while it puts the records in order', async () => {
    const table = await large()
    const stop = new AbortController()
    const options = { fields: table.fields, signal: stop.signal, slice: 10 }
    const slices = scanRecords(fixture.opened, table, ask(table, by(table, 'Score')), options)
    const first = slices.next()
    await fixture.reader.get(table.id, 1)
    stop.abort(new Error('No longer wanted'))
    await expect(first.then(() => slices.next())).rejects.toThrow('No longer wanted')
    const left = await fixture.opened.connection.all("select name from temp.sqlite_schema where name like 'scan%'")
    expect(left).toEqual([])
    const unsorted = scanRecords(fixture.opened, table, ask(table), { fields: table.fields })
    let scanned = 0
    for await (const rows of unsorted) scanned += rows.length
    expect(scanned).toBe(LARGE)
  }, 60_000)
})

describe('positions', () => {
  it('are learned anew after the table changed', async () => {
    const table = await people(50)
    const question = ask(table, by(table, 'Score'))
    const scores = async () =>
      (await fixture.positional.page({ question, offset: 10, limit: 3 })).map(({ values }) => values[1])
    expect(await scores()).toEqual([10, 11, 12])
    expect(await fixture.positional.count(question, 'count')).toBe(50)
    await fixture.change(table, `delete from ${recordsTable(table.number)} where f_2 in (3, 11)`)
    expect(await scores()).toEqual([12, 13, 14])
    expect(await fixture.positional.count(question, 'count')).toBe(48)
  })

  it('are right while the table changes all the time', async () => {
    const table = await people(50)
    const question = ask(table, by(table, 'Score'))
    const pages = Array.from({ length: 20 }, () => {
      const page = fixture.positional.page({ question, offset: 10, limit: 1 })
      fixture.positional.forget(table.id)
      return page
    })
    for (const [row] of await Promise.all(pages)) expect(row?.values[1]).toBe(10)
  })
})

describe('pages by a handle', () => {
  it('neither repeat nor skip a record because others come and go between them', async () => {
    const table = await people(60)
    for (const sort of [by(table, 'Name'), by(table, 'Score', 'desc'), {}]) {
      const question = ask(table, sort)
      const seen: number[] = []
      const before = await fixture.reader.ids(question, 1000)
      let after: string | undefined
      let round = 0
      do {
        const page = await fixture.reader.query({ question, limit: 7, after })
        seen.push(...page.rows.map(({ id }) => id))
        after = page.nextHandle ?? undefined
        round += 1
        const [last] = seen.slice(-1)
        await fixture.insert(
          table,
          [
            ['Aa', round * 1000 - 3000],
            ['Zz', round],
            [null, null],
          ],
          1000 * round,
        )
        await fixture.change(table, `delete from ${recordsTable(table.number)} where _id in (${last}, ${before[0]})`)
      } while (after !== undefined && round < 50)
      const known = seen.filter((id) => before.includes(id))
      expect(new Set(seen).size).toBe(seen.length)
      expect(known).toEqual(before.filter((id) => known.includes(id)))
      const left = await fixture.reader.ids(question, 1000)
      expect(left.filter((id) => before.includes(id) && !seen.includes(id))).toEqual([])
      await fixture.change(table, `delete from ${recordsTable(table.number)} where _id >= 1000`)
    }
  })

  it('refuse the handle of another question, and what is none', async () => {
    const table = await people(30)
    const { nextHandle } = await fixture.reader.query({ question: ask(table), limit: 5 })
    const refused = { error: { code: 'invalid-input', message: 'This page handle does not belong to this question' } }
    for (const [question, after] of [
      [ask(table, by(table, 'Name')), nextHandle ?? ''],
      [ask(table, { search: 'person' }), nextHandle ?? ''],
      [ask(table), 'not a handle'],
      [ask(table), ''],
    ] as const)
      await expect(fixture.reader.query({ question, limit: 5, after })).rejects.toMatchObject(refused)
  })

  it('can leave out fields, and count without rows', async () => {
    const table = await people(3)
    const found = await fixture.reader.query({ question: ask(table), fieldIds: [fieldId(table, 'Score')], limit: 1 })
    expect(found).toMatchObject({ rows: [{ id: 1, values: [0] }], total: 3, asOf: null, source: null })
    expect(await fixture.reader.query({ question: ask(table), limit: 0 })).toMatchObject({ rows: [], total: 3 })
  })
})

describe('a filter', () => {
  it.each<[FieldType, FilterRule['op'], FilterRule['value'], string]>([
    ['integer', 'eq', 'many', 'Field takes a whole number'],
    ['number', 'gt', null, 'Field is compared with a value here'],
    ['date', 'lt', 'soon', 'Field takes a date, for example 2026-03-31'],
    ['datetime', 'eq', '2026-02-30', 'Field takes a date and time, for example 2026-03-31T14:30:00Z'],
    ['boolean', 'eq', 'perhaps', 'Field takes yes or no'],
    ['reference', 'eq', 'Acme', 'Field takes the id of a record'],
    ['date', 'last-days', 1.5, 'Field takes a whole number of days'],
    ['text', 'last-days', 1, 'Field holds no days'],
    ['text', 'eq', ['a', 'b'], 'Field is compared with one value here, not with a list'],
    ['integer', 'contains', '1', 'Field holds no text to look in'],
  ])('of a %s refuses %s %j', async (type, op, value, message) => {
    const table = await fixture.addTable([{ name: 'Field', type }], [[null]])
    await expect(fixture.reader.ids(ask(table, where(table, 'Field', { op, value })), 5)).rejects.toMatchObject({
      error: { code: 'invalid-input', message, field: fieldId(table, 'Field') },
    })
  })

  it('takes a text for what it is, whatever SQL it looks like', async () => {
    const table = await fixture.addTable(
      [{ name: 'Field', type: 'text' }],
      [[`'; drop table t_1; --`], ['100%'], ['100x']],
    )
    const find = (value: string) => fixture.reader.ids(ask(table, where(table, 'Field', { op: 'contains', value })), 5)
    expect(await find(`'; drop table`)).toEqual([1])
    expect(await find('0%')).toEqual([2])
    expect(await find('a'.repeat(60_000))).toEqual([])
  })

  it('fails for a field of another table', async () => {
    const [table, other] = [await people(1), await people(1)]
    await expect(
      fixture.reader.count(ask(table, where(other, 'Name', { op: 'empty', value: null })), 'a'),
    ).rejects.toMatchObject({ error: { code: 'not-found', what: 'field' } })
  })
})

describe('a record', () => {
  it('says what of it was edited over what the source says', async () => {
    const fields = (['text', 'integer', 'boolean'] as const).map((type) => ({ name: type, type, synced: true }))
    const table = await fixture.addTable(fields, [
      ['edited', '9007199254740993', 1],
      ['as it was', 2, 0],
    ])
    for (const [field, value, source] of [
      ['text', 'edited', 'original'],
      ['boolean', 1, 0],
    ] as const)
      await fixture.opened.db
        .insertInto('overlay')
        .values({
          table_id: table.id,
          record_id: 1,
          field_id: fieldId(table, field),
          value,
          source_value: source,
          at: '',
        })
        .execute()
    const row = { id: 1, values: ['edited', '9007199254740993', true], edited: [0, 2] }
    expect(await fixture.reader.get(table.id, 1)).toEqual({
      row,
      overlays: [
        { fieldId: fieldId(table, 'text'), sourceValue: 'original' },
        { fieldId: fieldId(table, 'boolean'), sourceValue: false },
      ],
    })
    expect(await fixture.reader.get(table.id, 2)).toEqual({
      row: { id: 2, values: ['as it was', 2, false] },
      overlays: [],
    })
    expect(await fixture.reader.recordsOf(table.id, [2, 7, 1])).toEqual([
      { id: 2, values: ['as it was', 2, false] },
      row,
    ])
    await expect(fixture.reader.get(table.id, 3)).rejects.toMatchObject({
      error: { code: 'not-found', what: 'record', id: '3' },
    })
  })

  it('is called by the first text of it', async () => {
    const table = await fixture.addTable(
      [
        { name: 'Count', type: 'integer' },
        { name: 'Name', type: 'text' },
        { name: 'Mail', type: 'email' },
      ],
      [
        [1, 'Acme', 'a@example.com'],
        [2, '  ', 'b@example.com'],
        [3, null, null],
        [4, `Long ${'x'.repeat(100)}`, null],
      ],
    )
    const labels = await fixture.reader.labels(table.id, [4, 3, 9, 2, 1, 1])
    expect(labels.map(({ id }) => id)).toEqual([4, 3, 2, 1])
    expect(labels.map(({ label }) => label.slice(0, 13))).toEqual([
      'Long xxxxxxxx',
      'Record 3',
      'b@example.com',
      'Acme',
    ])
    expect([...(labels[0]?.label ?? '')].length).toBe(80)
    expect(await fixture.reader.suggest(table.id, 'example b')).toEqual([{ id: 2, label: 'b@example.com' }])
    expect((await fixture.reader.suggest(table.id, '')).map(({ id }) => id)).toEqual([1, 2, 3, 4])
  })
})
