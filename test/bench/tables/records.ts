import { openConnection } from '../../../electron/db/connection'
import { createRecordReader } from '../../../electron/tables/read/create-reader'
import type { FilterGroup, RecordQuestion } from '../../../shared/domain/record-question'
import type { Row } from '../row'
import { medianMs, onceMs, row, spreadMs } from './measure'
import type { Prepared } from './prepare'

const ROUNDS = 7
const LIMIT = 100
const OFFSET_PEER = 'LIMIT/OFFSET by the same driver'

/** Pages, searches, single records and updates of a large table, without a window. */
export async function measureRecords(prepared: Prepared, rows: number): Promise<Row[]> {
  const reader = await createRecordReader({ file: prepared.tablesFile })
  const plain = await openConnection(prepared.tablesFile, 'read-only')
  const measure = { ...prepared, rows, reader, plain }
  try {
    return [...(await pages(measure)), ...(await searches(measure)), ...(await singles(measure))]
  } finally {
    await reader.close()
    await plain.close()
  }
}

type Measure = Prepared & {
  rows: number
  reader: Awaited<ReturnType<typeof createRecordReader>>
  plain: Awaited<ReturnType<typeof openConnection>>
}

const question = ({ tableId }: Measure, part: Partial<RecordQuestion> = {}): RecordQuestion => ({
  tableId,
  filter: null,
  search: null,
  sort: [],
  ...part,
})

type Order = { name: string; field: string | null; indexed: boolean }
const ORDERS: Order[] = [
  { name: 'key', field: null, indexed: true },
  { name: 'an indexed column', field: 'Company', indexed: true },
  { name: 'an unindexed column', field: 'City', indexed: false },
]

async function pages(measure: Measure): Promise<Row[]> {
  const found: Row[] = []
  for (const order of ORDERS)
    for (const depth of [0, Math.floor(measure.rows / 2), measure.rows - LIMIT])
      found.push(...(await pageAt(measure, order, depth)))
  const cities: FilterGroup = {
    kind: 'group',
    match: 'all',
    items: [{ kind: 'rule', fieldId: idOf(measure, 'City'), op: 'contains', value: 'urk' }],
  }
  const filtered = await medianMs(3, () => measure.reader.count(question(measure, { filter: cities }), 'count'))
  return [...found, row('count of an unindexed filter', filtered, null, 250)]
}

async function pageAt(measure: Measure, { name, field, indexed }: Order, depth: number): Promise<Row[]> {
  const sort = field === null ? [] : [{ fieldId: idOf(measure, field), direction: 'asc' as const }]
  const page = () => measure.reader.page({ question: question(measure, { sort }), offset: depth, limit: LIMIT })
  const first = await onceMs(page)
  const ms = await medianMs(ROUNDS, page)
  const column = await columnOf(measure, field)
  const order = column ? `${column} collate nocase, _id` : '_id'
  const peer = await medianMs(indexed ? 3 : 1, () =>
    measure.plain.all(`select * from t_1 order by ${order} limit ${LIMIT} offset ${depth}`),
  )
  const again = row(`page by ${name} at ${depth}`, ms, { name: OFFSET_PEER, ms: peer }, indexed || depth > 0 ? 5 : 150)
  return depth > 0 && field !== null ? [row(`first page by ${name} at ${depth}`, first, null, 1000), again] : [again]
}

const idOf = ({ fieldIds }: Measure, name: string): string => fieldIds[name] ?? ''

async function searches(measure: Measure): Promise<Row[]> {
  const middle = Math.floor(measure.rows / 2)
  const words = [
    { name: 'rare word', text: `person${middle}`, limit: 10 },
    { name: 'common word', text: 'Germany', limit: 150 },
    { name: 'prefix', text: `person${String(middle).slice(0, -1)}`, limit: 10 },
    { name: 'two words', text: 'Acme Turku', limit: 150 },
  ]
  const found: Row[] = []
  for (const { name, text, limit } of words) {
    const asked = question(measure, { search: text })
    const { p99: ms } = await spreadMs(20, () => measure.reader.page({ question: asked, offset: 0, limit: 20 }))
    const like = text.split(' ').map((word) => `%${word}%`)
    const matches = like.map(() => '(f_4 like ? or f_5 like ? or f_7 like ? or f_8 like ?)').join(' and ')
    const peer = await medianMs(3, () =>
      measure.plain.all(
        `select * from t_1 where ${matches} order by _id limit 20`,
        like.flatMap((word) => [word, word, word, word]),
      ),
    )
    found.push(row(`search, ${name}, top 20, p99`, ms, { name: 'LIKE over four columns', ms: peer }, limit))
  }
  return found
}

async function singles(measure: Measure): Promise<Row[]> {
  const { reader, worker, tableId, rows } = measure
  const recordId = (round: number) => 1 + ((round * 7919) % rows)
  const get = await spreadMs(500, (round) => reader.get(tableId, recordId(round)))
  const update = await spreadMs(500, (round) =>
    worker.call('writeRecords', {
      tableId,
      actor: { kind: 'user', id: null },
      edits: [{ recordId: recordId(round), values: { [idOf(measure, 'City')]: `Town ${round}` } }],
      adds: [],
    }),
  )
  return [
    row('get by id', get.median, null, 2),
    row('get by id, p99', get.p99, null, 2),
    row('update by id with journal and full text', update.median, null, 5),
    row('update by id with journal and full text, p99', update.p99, null, 5),
    row(`import of ${rows} x 13 from CSV`, measure.importMs, null, null),
  ]
}

async function columnOf({ plain }: Measure, name: string | null): Promise<string | null> {
  if (name === null) return null
  const [field] = await plain.all('select column_name as col from field where name = ?', [name])
  return String(field?.col)
}
