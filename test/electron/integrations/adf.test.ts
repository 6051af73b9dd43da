import { describe, expect, it } from 'vitest'
import { fromAdf, toAdf } from '../../../electron/integrations/adf'
import type { JsonValue } from '../../../shared/domain/common'

const text = (value: string, ...marks: JsonValue[]) =>
  marks.length > 0 ? { type: 'text', text: value, marks } : { type: 'text', text: value }

describe('toAdf', () => {
  it('makes a paragraph of plain text', () => {
    expect(toAdf('x')).toEqual({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [text('x')] }] })
  })

  it('keeps marks, code alone, and links that lead to the web only', () => {
    const [paragraph] = toAdf('**a _b_** `c` [d](https://e.example) [f](javascript:g)').content as JsonValue[]
    expect(paragraph).toEqual({
      type: 'paragraph',
      content: [
        text('a ', { type: 'strong' }),
        text('b', { type: 'strong' }, { type: 'em' }),
        text(' '),
        text('c', { type: 'code' }),
        text(' '),
        text('d', { type: 'link', attrs: { href: 'https://e.example' } }),
        text(' '),
        text('[f](javascript:g)'),
      ],
    })
  })

  it('turns headings, lists, quotes, code, rules and tables into their blocks', () => {
    const markdown = '# H\n\n- a\n  1. b\n\n> q\n\n```js\nc\n```\n\n---\n\n| x |\n|---|\n| 1 |'
    const types = (toAdf(markdown).content as { type: string }[]).map(({ type }) => type)
    expect(types).toEqual(['heading', 'bulletList', 'blockquote', 'codeBlock', 'rule', 'table'])
  })

  it.each([
    '',
    '   ',
    '****',
    '- ',
    '> ',
    '# ',
    '```\n```',
    '[](https://e.example)',
    '| |\n|-|\n| |',
    '<br>',
    '![](x)',
  ])('writes no empty text for %j', (markdown) => expect(JSON.stringify(toAdf(markdown))).not.toContain('"text":""'))

  it('keeps HTML and entities as the text they are', () => {
    expect(fromAdf(toAdf('<script>alert(1)</script> &amp; <b>x</b>'))).toContain('<script>alert(1)</script>')
  })

  it('survives text that is nested without end', () => {
    for (const markdown of ['>'.repeat(20_000), `${'- '.repeat(2000)}x`, '*'.repeat(5000)])
      expect(JSON.stringify(toAdf(markdown)).length).toBeGreaterThan(10)
  })
})

describe('fromAdf', () => {
  it('reads a document back as text', () => {
    expect(fromAdf(toAdf('# Title\n\nOne **two**\n\n- a\n- b'))).toBe('Title\nOne two\n- a\n- b')
  })

  it('reads mentions and line breaks, and passes over what it does not know', () => {
    const content = [
      { type: 'mention', attrs: { text: '@Ada' } },
      { type: 'hardBreak' },
      { type: 'media', attrs: {} },
      text('x'),
    ]
    expect(fromAdf({ type: 'doc', version: 1, content: [{ type: 'paragraph', content }] })).toBe('@Ada\nx')
  })
})
