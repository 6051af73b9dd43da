import { afterEach, describe, expect, it } from 'vitest'
import googleSheets from '../../../electron/sources/catalog/google-sheets'
import { defineSource } from '../../../electron/sources/define'
import { sourceContext } from '../../helpers/source-context'
import { cell, startGoogleSheets } from '../../helpers/sources/google-sheets-server'
import { createSynthetic } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine, truth } from './open-engine'

const HOUR = 3_600_000
const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
const keep = (data: OpenEngine): OpenEngine => {
  opened.push(data)
  return data
}

async function setUp() {
  const source = createSynthetic({ cursorField: null, deletes: 'full-read' }, { recomputeEveryMs: 24 * HOUR })
  source.options.stamp = 'v1'
  for (let n = 1; n <= 8; n += 1) source.put(`p${n}`, { name: `Name ${n}`, age: n })
  const data = keep(await openEngine(source))
  await data.sync()
  source.clock.now += HOUR
  source.reads.length = 0
  return { source, data }
}

const PASSED_OVER = { status: 'succeeded', counts: { read: 0, unchanged: 8, deleted: 0 }, notes: [] }

describe('a source whose stamp is what it was', () => {
  it('is not read at all, also after a restart, and its records are as of now', async () => {
    const { source, data } = await setUp()
    const asOf = new Date(source.clock.now).toISOString()
    expect(await data.sync()).toMatchObject({ ...PASSED_OVER, asOf })
    expect(await keep(await data.killed()).sync()).toMatchObject(PASSED_OVER)
    expect(source.reads).toEqual([])
    expect(await data.reader.connection.all('select as_of from app_table')).toEqual([{ as_of: asOf }])
  })

  it('is read once the stamp is another one', async () => {
    const { source, data } = await setUp()
    source.remove('p1')
    source.options.stamp = 'v2'
    expect(await data.sync()).toMatchObject({ counts: { read: 7, deleted: 1 } })
    expect(await data.rows()).toEqual(truth(source))
    expect(await data.sync()).toMatchObject({ counts: { read: 0, unchanged: 7 } })
  })

  it.each<[string, Parameters<OpenEngine['sync']>[0], (data: OpenEngine) => void, number]>([
    ['a person asks for everything', { full: true }, () => undefined, 0],
    ['a person confirms that records are gone', { allowDeletes: true }, () => undefined, 0],
    [
      'other filters were chosen',
      {},
      (data) => Object.assign(data.settings, { filters: [{ field: 'age', op: 'gt', value: '3' }] }),
      0,
    ],
    ['a day has passed, since formulas change without the file', {}, () => undefined, 24],
  ])('is read when %s', async (_, job, change, hours) => {
    const { source, data } = await setUp()
    change(data)
    source.clock.now += hours * HOUR
    expect((await data.sync(job)).counts.read).toBe(8)
  })

  it('is read again when it changed while it was read', async () => {
    const { source, data } = await setUp()
    source.options.stamp = 'v2'
    source.onPage = (_, page) => {
      if (page === 2) source.options.stamp = 'v3'
    }
    await data.sync()
    source.onPage = () => undefined
    expect((await data.sync()).counts.read).toBe(8)
    expect((await data.sync()).counts.read).toBe(0)
  })

  it('is read to its end after it was interrupted', async () => {
    const { source, data } = await setUp()
    source.options.stamp = 'v2'
    source.onPage = (_, page) => page === 2 && source.fail({ kind: 'fatal', message: 'Broken' })
    await data.sync()
    source.options.stamp = 'v1'
    source.onPage = () => undefined
    expect((await data.sync()).counts.read).toBe(8)
  })
})

it('a spreadsheet that nobody changed is asked for its time and nothing else', async () => {
  const id = '1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789'
  const rows = [['id', 'name'], ...[1, 2, 3].map((n) => [`p-${n}`, `Person ${n}`])].map((row) =>
    row.map((text) => cell(text)),
  )
  const tab = { sheetId: 0, title: 'People', rows, rowCount: 1000, columnCount: 26 }
  const server = await startGoogleSheets('token', { [id]: { title: 'Sales', timeZone: 'UTC', tabs: [tab] } })
  try {
    if (googleSheets.kind !== 'http') throw new Error('not over HTTP')
    const { http, ...about } = googleSheets
    const credentials = { config: { auth: 'token', spreadsheets: id }, secrets: { accessToken: 'token' } }
    const reader = () => http.reader(sourceContext(googleSheets, credentials, { base: server.url }))
    const [stream] = await reader().discover()
    if (!stream) throw new Error('No tab')
    const definition = defineSource({ ...about, kind: 'driver', open: reader })
    const data = keep(await openEngine({ definition, stream, clock: { now: Date.parse('2026-03-01T00:00:00Z') } }))
    data.settings = { ...data.settings, mode: 'full' }
    expect((await data.sync()).counts).toMatchObject({ read: 3, added: 3 })
    const before = server.requests.length
    expect((await data.sync()).counts).toMatchObject({ read: 0, unchanged: 3 })
    expect(server.requests.slice(before).map(({ url }) => new URL(url, server.url).pathname)).toEqual([
      `/drive/v3/files/${id}`,
    ])
    server.edit(id, ({ tabs: [given] }) => given?.rows.splice(1, 1))
    expect((await data.sync()).counts).toMatchObject({ read: 2, deleted: 1 })
  } finally {
    await server.close()
  }
  expect(server.violations).toEqual([])
})
