import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportPreview } from '../../../../shared/domain/transfer'
import { openTransfer, type Transfer } from './open-transfer'

let transfer: Transfer
beforeAll(async () => {
  transfer = await openTransfer()
})
afterAll(() => transfer.close())

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))
const inspect = (name: string, content: string | Uint8Array) => transfer.inspect(transfer.file(name, content))
const typesOf = ({ columns }: ImportPreview) => columns.map(({ field }) => field.type)
const refusal = (name: string, content: string | Uint8Array) =>
  inspect(name, content).then(
    () => 'accepted',
    (error) => error.error,
  )

const wide = (text: string, order: 'le' | 'be') => {
  const buffer = Buffer.from(text, 'utf16le')
  return order === 'le' ? buffer : buffer.swap16()
}
/** Polish, Japanese and Chinese sentences as their old encodings have them. */
const POLISH = bytes(
  'name;note\nKowalski;',
  [0x5a, 0x61, 0xbf, 0xf3, 0xb3, 0xe6, 0x20, 0x67, 0xea, 0xb6, 0x6c, 0xb1, 0x20, 0x6a, 0x61, 0xbc, 0xf1],
  ' nie jest to takie proste, jak si',
  [0xea],
  ' wydaje, poniewa',
  [0xbf],
  ' wszystko si',
  [0xea],
  ' zmienia\n',
)
const JAPANESE_TEXT = [
  0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x83, 0x65, 0x83, 0x4c, 0x83, 0x58, 0x83, 0x67, 0x82, 0xc5, 0x82,
  0xb7,
]
const JAPANESE = bytes('name,note\n1,', JAPANESE_TEXT, '\n2,', JAPANESE_TEXT, '\n')
const CHINESE = bytes(
  'name,note\n1,',
  [
    0xc4, 0xe3, 0xba, 0xc3, 0xa3, 0xac, 0xca, 0xc0, 0xbd, 0xe7, 0xa1, 0xa3, 0xd5, 0xe2, 0xca, 0xc7, 0xd2, 0xbb, 0xb8,
    0xf6, 0xb2, 0xe2, 0xca, 0xd4, 0xce, 0xc4, 0xbc, 0xfe,
  ],
  '\n',
)

describe('encoding', () => {
  const CASES: [string, Uint8Array, string, string][] = [
    ['UTF-8 with a mark', bytes([0xef, 0xbb, 0xbf], 'name,note\n1,ärger\n'), 'utf-8', 'ärger'],
    ['UTF-8', bytes('name,note\n1,日本\n'), 'utf-8', '日本'],
    ['UTF-16 with a mark', bytes([0xff, 0xfe], [...wide('name,note\n1,日本\n', 'le')]), 'utf-16le', '日本'],
    ['UTF-16, high bytes first', bytes([0xfe, 0xff], [...wide('name,note\n1,日本\n', 'be')]), 'utf-16be', '日本'],
    ['UTF-16 without a mark', wide('name,note\n1,some text\n', 'le'), 'utf-16le', 'some text'],
    [
      'windows-1252',
      bytes('name,note\n1,', [0x80, 0x20, 0x93], 'Stra', [0xdf], 'e', [0x94], '\n'),
      'windows-1252',
      '€ “Straße”',
    ],
    ['Polish', POLISH, 'iso-8859-2', 'Zażółć gęślą jaźń'],
    ['Shift JIS', JAPANESE, 'shift_jis', '日本語のテキストです'],
    ['GB 18030', CHINESE, 'gb18030', '你好，世界。这是一个测试文件'],
  ]
  for (const [name, content, encoding, text] of CASES)
    it(`of ${name} is found`, async () => {
      const { options, rows, columns } = await inspect('file.csv', content)
      expect(options.encoding).toBe(encoding)
      expect(columns.map((column) => column.name)).toEqual(['name', 'note'])
      expect(rows[0]?.[1]).toContain(text)
    })

  it('reports lines that are not of the chosen one', async () => {
    const file = transfer.file('mixed.csv', bytes('name\nok\n', [0xff], '\nalso ok \ufffd\n'))
    const { badLines, rows } = await transfer.inspect(file, { encoding: 'utf-8' })
    expect(badLines.map(({ line }) => line)).toEqual([3, 4])
    expect(rows).toEqual([['ok']])
  })
})

describe('form', () => {
  for (const delimiter of [',', ';', '\t', '|'] as const)
    it(`of a file with ${JSON.stringify(delimiter)} between values is found`, async () => {
      const rows = [
        ['name', 'note, more', 'price'],
        ['a', 'x,y', '1,5'],
        ['b', 'z', '2,5'],
      ]
      const text = rows.map((cells) => cells.map((cell) => `"${cell}"`).join(delimiter)).join('\n')
      const { options, columns } = await inspect('file.csv', text)
      expect(options.delimiter).toBe(delimiter)
      expect(columns.map(({ name }) => name)).toEqual(rows[0])
    })

  it('without a header gets names for its columns', async () => {
    const { options, columns, rows } = await inspect('file.csv', 'Ada,36\nGrace,85\n')
    expect(options.hasHeader).toBe(false)
    expect(columns.map(({ name }) => name)).toEqual(['Column 1', 'Column 2'])
    expect(rows).toEqual([
      ['Ada', '36'],
      ['Grace', '85'],
    ])
  })

  it('with names that are missing or twice there gets other ones', async () => {
    const { columns } = await inspect('file.csv', 'a,A,,a 2\n1,2,3,4\n')
    expect(columns.map(({ name }) => name)).toEqual(['a', 'A 2', 'Column 3', 'a 2 2'])
  })

  it('of only a header has columns and no rows', async () => {
    const preview = await inspect('file.csv', 'name,note')
    expect(preview.columns.map(({ name }) => name)).toEqual(['name', 'note'])
    expect(preview).toMatchObject({ rows: [], complete: true, badLines: [] })
  })

  it('of JSON lines is found by what is in it', async () => {
    const { options, columns, rows } = await inspect('data.txt', '{"a":1,"b":"x"}\n{"a":2,"c":[1]}\n')
    expect(options.format).toBe('jsonl')
    expect(columns.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(rows).toEqual([
      ['1', 'x', null],
      ['2', null, '[1]'],
    ])
  })

  it('of one list of objects is read as such', async () => {
    const list = JSON.stringify([{ a: 'x, ]}' }, { a: 'y"\\' }, {}], null, 2)
    const { options, rows, badLines } = await inspect('data.json', list)
    expect(options.format).toBe('jsonl')
    expect({ rows, badLines }).toEqual({ rows: [['x, ]}'], ['y"\\'], [null]], badLines: [] })
  })

  it('of a list that is not closed has the rest as a bad line', async () => {
    const { rows, badLines } = await inspect('data.json', '[{"a":1},\n{"a":2},\n{"a":')
    expect(rows).toEqual([['1'], ['2']])
    expect(badLines).toMatchObject([{ line: 3, text: '{"a":' }])
  })
})

describe('bad lines', () => {
  it('are those with too few or too many values', async () => {
    const { badLines, rows } = await inspect('file.csv', 'a,b\n1,2\n3\n\n4,5,6\n"7\n7",8\n9\n')
    expect(rows).toEqual([
      ['1', '2'],
      ['7\n7', '8'],
    ])
    expect(badLines).toEqual([
      { line: 3, reason: 'has 1 value instead of 2', text: '3' },
      { line: 5, reason: 'has 3 values instead of 2', text: '4,5,6' },
      { line: 8, reason: 'has 1 value instead of 2', text: '9' },
    ])
  })

  it('are those with a NUL character or no object', async () => {
    const csv = await inspect('file.csv', `a,b\n${'1,2\n'.repeat(20)}x\0,3\n`)
    expect(csv.badLines.map(({ line }) => line)).toEqual([22])
    const json = await inspect('file.jsonl', '{"a":1}\n{"a":"\\u0000"}\n[1]\n{"a":\n7\n')
    expect(json.badLines.map(({ line }) => line)).toEqual([2, 3, 4, 5])
  })
})

describe('files that cannot be imported', () => {
  it('are refused in words', async () => {
    const png = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 197 + (index >> 3)) % 256))
    expect(await refusal('a.csv', '')).toMatchObject({ code: 'invalid-input', message: 'This file is empty' })
    expect(await refusal('a.csv', '\n\n')).toMatchObject({ code: 'invalid-input', message: 'This file has no rows' })
    expect(await refusal('a.xlsx', bytes('PK\x03\x04 zip'))).toMatchObject({ message: /workbook/ })
    expect(await refusal('a.png', bytes(png))).toMatchObject({ message: 'This file is a picture' })
    expect(await refusal('a.bin', noise)).toMatchObject({ message: /no text/ })
    expect(await refusal('a.csv', `${'a,'.repeat(500)}b\n`)).toMatchObject({ message: /500 columns/ })
    expect(await refusal('a.json', '[]')).toMatchObject({ code: 'invalid-input' })
    expect(await refusal('a.csv', '"never closed\na,b\n')).toMatchObject({ message: /Line 1/ })
    const gone = `${transfer.folder}/gone.csv`
    await expect(transfer.inspect(gone)).rejects.toMatchObject({ error: { code: 'not-found', what: 'file' } })
  })
})

describe('types', () => {
  const column = (values: (string | null)[]) =>
    inspect('file.csv', `name\n${values.map((value) => value ?? '').join('\n')}\n`)

  const CASES: [string, string[], string][] = [
    ['whole numbers', ['1', '-20', '0', '9223372036854775807'], 'integer'],
    ['numbers', ['1', '-2.5', '1e9'], 'number'],
    ['numbers that begin with 0', ['007', '12'], 'text'],
    ['telephone numbers', ['+49301234', '+49301235'], 'text'],
    ['whole numbers beyond 64 bits', ['9223372036854775808', '1'], 'text'],
    ['yes and no', ['yes', 'no', 'True'], 'boolean'],
    ['days', ['2024-02-29', '1999-12-31'], 'date'],
    ['days that no calendar has', ['2024-02-30'], 'text'],
    ['moments', ['2024-02-29T10:00:00Z', '2024-03-01 10:00:00Z'], 'datetime'],
    ['addresses of mail', ['a@example.com', 'b@example.org'], 'email'],
    ['addresses of pages', ['https://example.com', 'http://a.example/x'], 'url'],
    ['long texts', ['x'.repeat(300), 'y'], 'long-text'],
    ['texts', ['Ada', 'Grace'], 'text'],
    [
      'a few texts again and again',
      Array.from({ length: 40 }, (_, index) => (index % 2 ? 'open' : 'closed')),
      'select',
    ],
    ['JSON', ['{"a":1}', '{}'], 'json'],
    ['nothing', ['x', ''].slice(1), 'text'],
  ]
  for (const [what, values, type] of CASES)
    it(`for ${what}: ${type}`, async () => {
      const quoted = values.map((value) => `"${value.replaceAll('"', '""')}"`)
      expect(typesOf(await column(quoted))).toEqual([type])
    })

  it('for lists of texts: multi-select, with the texts as choices', async () => {
    const { columns } = await inspect('file.jsonl', '{"a":["x","y"]}\n{"a":["y","z"]}\n{"a":null}\n')
    expect(columns[0]?.field).toMatchObject({ type: 'multi-select' })
    expect(columns[0]?.field.settings?.options?.map(({ name }) => name)).toEqual(['x', 'y', 'z'])
  })

  it('for JSON texts that look like numbers: text', async () => {
    expect(typesOf(await inspect('file.jsonl', '{"a":"1.5","b":1.5,"c":true}\n{"a":"2.5","b":2,"c":false}\n'))).toEqual(
      ['text', 'number', 'boolean'],
    )
  })

  it('are said to come from a part when the file goes on', async () => {
    const preview = await inspect('file.csv', `name\n${'x\n'.repeat(5000)}`)
    expect(preview.complete).toBe(false)
    expect(preview.rows).toHaveLength(20)
  })
})

describe('guarded formulas', () => {
  it('are found where no formula stands as it is', async () => {
    const unguarded = async (text: string) => (await inspect('file.csv', text)).options.unguard
    expect(await unguarded("name\n'=1+1\n")).toBe(true)
    expect(await unguarded("name,n\n'=1+1,-5\n")).toBe(true)
    expect(await unguarded("name\n'=1+1\n=2+2\n")).toBe(false)
    expect(await unguarded("name\n'tis\n")).toBe(false)
  })
})
