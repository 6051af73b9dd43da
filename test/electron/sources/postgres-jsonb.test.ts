import { EventEmitter } from 'node:events'
import type { Connection, Submittable } from 'pg'
import { describe, expect, it } from 'vitest'
import { createJsonbPage } from '../../../electron/sources/postgres/jsonb-page'
import { takeRows } from '../../../electron/sources/postgres/raw-rows'
import { parserOf } from '../../../electron/sources/postgres/raw-types'
import { rowsOf } from '../../helpers/sources/rows-of'

const [TEXT, INT4, FLOAT8, NUMERIC, TIMESTAMP, TIMESTAMPTZ, DATE] = [25, 23, 701, 1700, 1114, 1184, 1082]

const VALUES: [number, string[]][] = [
  [TEXT, ['', 'plain', '"quoted" \\ and\nlines', 'Zoë 😀', 'x'.repeat(11), 'x'.repeat(12), 'x'.repeat(41)]],
  [TEXT, ['y'.repeat(255), 'y'.repeat(256), 'y'.repeat(65_535), 'y'.repeat(65_536), 'é'.repeat(200_000)]],
  [INT4, ['0', '-1', '2147483647']],
  [NUMERIC, ['0', '0.00', '12.50', '12.00', '100', '-0.5', '-120.10', '0.1234567890123456789', '123456789012345678']],
  [NUMERIC, ['NaN', 'Infinity', '-Infinity', '1234567890.12345', '10000000000000000000000', '0.000000000000000001']],
  [FLOAT8, ['1e+20', '1e-07', '0.30000000000000004', '1.5', '3', '1e+300', 'NaN', '-Infinity', '123456.75']],
  [TIMESTAMPTZ, ['2005-05-24 22:53:30+00', '2005-05-24 22:53:30.123456+00', '2005-05-24 22:53:30+05:30', 'infinity']],
  [TIMESTAMPTZ, ['0044-03-15 12:00:00+00 BC', '12005-05-24 22:53:30+00', '-infinity']],
  [TIMESTAMP, ['2005-05-24 22:53:30', '2005-05-24 22:53:30.5', '0044-03-15 12:00:00 BC', 'infinity']],
  [DATE, ['2005-05-24', '0044-03-15 BC']],
]

/** What the server sends of a row, after the letter and the length. */
function rowOf(values: (string | null)[]): Buffer {
  const parts = values.map((value) => {
    const bytes = Buffer.from(value ?? '')
    const size = Buffer.alloc(4)
    size.writeInt32BE(value === null ? -1 : bytes.length)
    return Buffer.concat([size, bytes])
  })
  const count = Buffer.alloc(2)
  count.writeUInt16BE(values.length)
  return Buffer.concat([count, ...parts])
}

function message(letter: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(letter, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

describe('a page of what PostgreSQL sent', () => {
  it.each(VALUES)('holds values of type %i as the parsers have them', async (type, texts) => {
    for (const isUtf8 of [true, false]) {
      const page = createJsonbPage([type, type], isUtf8, 64)
      for (const text of texts) {
        const row = rowOf([text, null])
        page.add(row, 0, row.length)
      }
      const rows = await rowsOf({ json: '', jsonb: page.take(), rows: texts.length, bytes: 0, resume: null })
      expect(rows).toEqual(texts.map((text) => [parserOf(type)(text), null]))
    }
  })

  it('begins anew after it was taken, and leaves what was taken as it is', async () => {
    const page = createJsonbPage([TEXT], true, 64)
    const [one, two] = [rowOf(['one']), rowOf(['two'])]
    page.add(one, 0, one.length)
    const first = page.take()
    page.add(two, 0, two.length)
    expect(page.rows()).toBe(1)
    const pages = [first, page.take()].map((jsonb) => rowsOf({ json: '', jsonb, rows: 1, bytes: 0, resume: null }))
    expect(await Promise.all(pages)).toEqual([[['one']], [['two']]])
  })

  it('replaces bytes that are no text where the server does not say what they mean', async () => {
    const row = rowOf(['a?b'])
    row[row.indexOf('?')] = 0xff
    const page = createJsonbPage([TEXT], false, 64)
    page.add(row, 0, row.length)
    expect(await rowsOf({ json: '', jsonb: page.take(), rows: 1, bytes: 0, resume: null })).toEqual([['a\ufffdb']])
  })
})

describe('the rows of a cursor', () => {
  it.each([1, 2, 3, 7, 10_000])('are told from what the driver hears, in chunks of %i bytes', (size) => {
    const heard: string[] = []
    const taken: string[] = []
    const stream = new EventEmitter()
    const driver = (chunk: Buffer) => void heard.push(chunk.toString('latin1', 0, 1))
    stream.on('data', driver)
    const cursor: Submittable = { submit: () => undefined }
    const stop = takeRows(
      cursor,
      () => undefined,
      (bytes, start, end) => void taken.push(bytes.toString('utf8', start + 6, end)),
    )
    cursor.submit(Object.assign(new EventEmitter(), { stream }) as unknown as Connection)
    const words = ['one', '', 'three'.repeat(50)]
    const all = Buffer.concat([
      message('T', Buffer.alloc(9)),
      ...words.map((word) => message('D', rowOf([word]))),
      message('s', Buffer.alloc(0)),
    ])
    for (let at = 0; at < all.length; at += size) stream.emit('data', all.subarray(at, at + size))
    expect(taken).toEqual(words)
    expect(heard).toEqual(['T', 's'])
    stop()
    expect(stream.listeners('data')).toEqual([driver])
  })
})
