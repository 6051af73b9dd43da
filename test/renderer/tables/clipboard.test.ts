import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planPaste } from '../../../renderer/tables/clipboard-plan'
import { formatTsv, parseTsv } from '../../../renderer/tables/clipboard-text'

const cells = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('"', '\t', '\n', '\r', 'a', ' ') }),
  fc.string({ unit: 'grapheme' }),
)
const blocks = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))

describe('cells on the clipboard', () => {
  it('come back as they were copied, whatever is in them', () => {
    fc.assert(
      fc.property(blocks, (rows) => {
        expect(parseTsv(formatTsv(rows))).toEqual(rows)
      }),
      { numRuns: 1000 },
    )
  })

  it('are quoted as spreadsheets do', () => {
    expect(
      formatTsv([
        ['plain', 'a\tb'],
        ['say "hi"', 'two\nlines'],
      ]),
    ).toBe('plain\t"a\tb"\n"say ""hi"""\t"two\nlines"')
  })

  it('are read from spreadsheets, whose last line ends with a break', () => {
    expect(parseTsv('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(parseTsv('')).toEqual([['']])
  })

  it('take a quote that does not close, or closes inside, as it stands', () => {
    expect(parseTsv('"open\tb')).toEqual([['"open', 'b']])
    expect(parseTsv('"a" b\tc')).toEqual([['"a" b', 'c']])
    expect(parseTsv('5" disk\tx')).toEqual([['5" disk', 'x']])
  })

  it('are read in a moment when there are very many', () => {
    const text = Array.from({ length: 10_000 }, (_, row) => `${row}\tb\tc\td\te\tf\tg\th\ti\tj`).join('\n')
    expect(parseTsv(text)).toHaveLength(10_000)
  })
})

describe('where a paste goes', () => {
  const ground = { active: { row: 8, column: 1 }, rowCount: 10, columns: 4, grows: true }
  const block = (from: number, to: number, left: number, right: number) => ({
    rows: { from, to },
    columns: { from: left, to: right },
  })

  it('one value fills the whole selection', () => {
    const plan = planPaste([['x']], { ...ground, blocks: [block(2, 4, 0, 1), block(7, 7, 0, 1)] })
    expect(plan.rows).toEqual([
      { from: 2, to: 4 },
      { from: 7, to: 7 },
    ])
    expect(plan.textsOf(7)).toEqual(['x', 'x'])
  })

  it('a block is repeated in a selection that is a multiple of it', () => {
    const texts = [
      ['a', 'b'],
      ['c', 'd'],
    ]
    const plan = planPaste(texts, { ...ground, blocks: [block(2, 5, 0, 3)] })
    expect([2, 3, 4, 5].map(plan.textsOf)).toEqual([
      ['a', 'b', 'a', 'b'],
      ['c', 'd', 'c', 'd'],
      ['a', 'b', 'a', 'b'],
      ['c', 'd', 'c', 'd'],
    ])
  })

  it('goes from the active cell on, and adds records below the last row', () => {
    const plan = planPaste([['1'], ['2'], ['3']], { ...ground, blocks: [block(8, 8, 1, 1)] })
    expect(plan.rows).toEqual([{ from: 8, to: 9 }])
    expect([plan.column, plan.textsOf(9), plan.added]).toEqual([1, ['2'], [['3']]])
  })

  it('adds nothing to a table that is filled by a source, and says how much found no room', () => {
    const texts = [
      ['1', '2', '3', '4'],
      ['1', '2', '3', '4'],
      ['1', '2', '3', '4'],
    ]
    const plan = planPaste(texts, { ...ground, grows: false, blocks: [block(8, 8, 1, 1)] })
    expect(plan).toMatchObject({ added: [], lostRows: 1, lostColumns: 1, width: 3 })
    expect(plan.textsOf(8)).toEqual(['1', '2', '3'])
  })

  it('adds every row when it begins at the line below the last one', () => {
    const plan = planPaste([['1'], ['2']], { ...ground, active: { row: 10, column: 0 }, blocks: [] })
    expect([plan.rows, plan.column, plan.added]).toEqual([[], 0, [['1'], ['2']]])
  })
})
