import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCsvParser } from '../../../../electron/tables/transfer/csv-parser'
import { csvText } from '../../../../electron/tables/transfer/csv-text'
import type { SourceRow } from '../../../../electron/tables/transfer/source-row'

const spectrum = join(process.cwd(), 'test', 'fixtures', 'csv-spectrum')

/** Parses in pieces that end anywhere. */
function parse(text: string, { pieces = [], delimiter = ',' }: { pieces?: number[]; delimiter?: string } = {}) {
  const parser = createCsvParser(delimiter)
  const rows: SourceRow[] = []
  let at = 0
  for (const length of pieces) {
    rows.push(...parser.push(text.slice(at, at + length), false))
    at += length
  }
  return [...rows, ...parser.push(text.slice(at), true)]
}

const cellsOf = (rows: SourceRow[]) => rows.map((row) => ('cells' in row ? row.cells : null))
const badOf = (rows: SourceRow[]) => rows.flatMap((row) => ('reason' in row ? [[row.line, row.text]] : []))

describe('CSV', () => {
  for (const name of readdirSync(join(spectrum, 'csvs')))
    it(`reads ${name} of csv-spectrum as its authors do`, () => {
      const [header = [], ...rows] = cellsOf(parse(readFileSync(join(spectrum, 'csvs', name), 'utf8')))
      const expected = JSON.parse(readFileSync(join(spectrum, 'json', name.replace(/csv$/, 'json')), 'utf8'))
      expect(
        rows.map((cells) => Object.fromEntries((header ?? []).map((key, at) => [key, cells?.[at] ?? '']))),
      ).toEqual(expected)
    })

  it('tells nothing between two commas from two quotes', () => {
    expect(cellsOf(parse('a,,""\n,"",'))).toEqual([
      ['a', null, ''],
      [null, '', null],
    ])
  })

  it('takes \\n, \\r\\n and \\r for the end of a line', () => {
    expect(cellsOf(parse('a\r\nb\nc\rd'))).toEqual([['a'], ['b'], ['c'], ['d']])
  })

  it('keeps quotes within a value that does not begin with one', () => {
    expect(cellsOf(parse('5" pipe,a""b, "c"\n'))).toEqual([['5" pipe', 'a""b', ' "c"']])
  })

  it('reports an unclosed quote with its line, and goes on after that line', () => {
    const rows = parse('a,b\n1,"two\nlines"\n2,"open\n3,x\n4,y\n')
    expect(badOf(rows)).toEqual([[4, '2,"open']])
    expect(cellsOf(rows)).toEqual([['a', 'b'], ['1', 'two\nlines'], null, ['3', 'x'], ['4', 'y']])
  })

  it('reports a quote that is closed by the next one with its line', () => {
    const rows = parse('1,"open\n2,"x"\n3,y\n')
    expect(badOf(rows)).toEqual([[1, '1,"open']])
    expect(cellsOf(rows)).toEqual([null, ['2', 'x'], ['3', 'y']])
  })

  it('leaves out a row with a value beyond the limit and reads the next one', () => {
    const rows = parse(`a\n${'x'.repeat(1_000_001)}\n"${'y'.repeat(1_000_001)}"\nb\n`)
    expect(rows.map((row) => ('cells' in row ? row.cells : row.line))).toEqual([['a'], 2, 3, ['b']])
  })

  it('leaves out a line of more than 16 MB that comes in pieces, and counts the lines on', () => {
    const long = `a\n${'x'.repeat(17 * 1024 * 1024)}\nb\n"open\nc`
    const pieces = Array.from({ length: 16 }, () => 1024 * 1024)
    expect(parse(long, { pieces }).map((row) => ('cells' in row ? [row.line, ...row.cells] : row.line))).toEqual([
      [1, 'a'],
      2,
      [3, 'b'],
      4,
      [5, 'c'],
    ])
  })

  it('leaves out a row with more than 500 columns', () => {
    expect(badOf(parse(`${'a,'.repeat(500)}b\nc`)).map(([line]) => line)).toEqual([1])
    expect(cellsOf(parse(`${'a,'.repeat(499)}b`))[0]).toHaveLength(500)
  })

  it('reads back any cells with any delimiter, wherever the text is cut', () => {
    const cell = fc.oneof(fc.constant(null), fc.string(), fc.stringMatching(/^[",;\t|\r\n'a]*$/))
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(9)),
        (rows, delimiter, end, pieces) => {
          const text = rows.map((cells) =>
            cells.map((one) => (one === null ? '' : csvText(one, false))).join(delimiter),
          )
          expect(cellsOf(parse(text.join(end), { pieces, delimiter }))).toEqual(rows)
        },
      ),
    )
  })

  it('gives back every character of a broken file in some row, and never fails', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[",\na]*$/), fc.array(fc.nat(5)), (text, pieces) => {
        const whole = parse(text)
        expect(parse(text, { pieces }).map(({ line }) => line)).toEqual(whole.map(({ line }) => line))
        const letters = (value: string) => value.replace(/[^a]/g, '').length
        expect(whole.reduce((sum, row) => sum + letters(row.text), 0)).toBe(letters(text))
      }),
    )
  })
})
