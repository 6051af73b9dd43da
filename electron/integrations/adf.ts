import { lexer, type Token, type Tokens } from 'marked'
import type { JsonValue } from '../../shared/domain/common'

type Node = { [key: string]: JsonValue }
type Mark = { type: string; attrs?: Node }

/**
 * Markdown as an Atlassian document. What the format has no place for (HTML, images, reference tricks) stays as its text.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export function toAdf(markdown: string): Node {
  return { type: 'doc', version: 1, content: readBlocks(markdown) }
}

/** Text that is nested beyond the stack is sent as it is written. */
function readBlocks(markdown: string): Node[] {
  try {
    return blocks(lexer(markdown))
  } catch (error) {
    if (error instanceof RangeError) return paragraph([textNode(markdown, [])])
    throw error
  }
}

function blocks(tokens: readonly Token[]): Node[] {
  return tokens.flatMap((token) => block(token as MarkedToken))
}

type MarkedToken = Tokens.Generic & { type: string }

function block(token: MarkedToken): Node[] {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return []
    case 'heading':
      return [{ type: 'heading', attrs: { level: token.depth }, content: inline(childrenOf(token)) }]
    case 'hr':
      return [{ type: 'rule' }]
    case 'code':
      return [codeBlock(token.lang ?? '', token.text)]
    case 'blockquote':
      return [{ type: 'blockquote', content: orEmptyParagraph(blocks(childrenOf(token)).map(quotable)) }]
    case 'list':
      return [list(token as Tokens.List)]
    case 'table':
      return [table(token as Tokens.Table)]
    case 'paragraph':
    case 'text':
      return paragraph(token.tokens ? inline(token.tokens) : [textNode(token.text, [])])
    default:
      return paragraph([textNode(token.raw.trim(), [])])
  }
}

const childrenOf = (token: MarkedToken): Token[] => token.tokens ?? []

const paragraph = (content: Node[]): Node[] => {
  const filled = content.filter(isFilled)
  return filled.length === 0 ? [] : [{ type: 'paragraph', content: filled }]
}

const orEmptyParagraph = (content: Node[]): Node[] =>
  content.length > 0 ? content : [{ type: 'paragraph', content: [] }]

/** An empty text node is refused by the service. */
const isFilled = (node: Node) => node.type !== 'text' || node.text !== ''

function codeBlock(language: string, code: string): Node {
  const content = code === '' ? [] : [textNode(code, [])]
  return language === '' ? { type: 'codeBlock', content } : { type: 'codeBlock', attrs: { language }, content }
}

/** A quote and a list item hold no headings, rules, tables or quotes of their own. */
const FLAT = new Set(['paragraph', 'bulletList', 'orderedList', 'codeBlock'])
const quotable = (node: Node): Node =>
  FLAT.has(String(node.type)) ? node : { type: 'paragraph', content: paragraphText(fromAdf(node)) }
const paragraphText = (text: string): Node[] => (text === '' ? [] : [textNode(text, [])])

function list(token: Tokens.List): Node {
  const content = token.items.map((item): Node => {
    const inside = blocks(item.tokens).map(quotable)
    const startsRight = inside[0]?.type === 'paragraph' || inside[0]?.type === 'codeBlock'
    return { type: 'listItem', content: startsRight ? inside : [{ type: 'paragraph', content: [] }, ...inside] }
  })
  if (!token.ordered) return { type: 'bulletList', content }
  return { type: 'orderedList', attrs: { order: Number(token.start) || 1 }, content }
}

function table(token: Tokens.Table): Node {
  const row =
    (type: string) =>
    (cells: Tokens.TableCell[]): Node => ({
      type: 'tableRow',
      content: cells.map((cell) => ({ type, content: orEmptyParagraph(paragraph(inline(cell.tokens))) })),
    })
  return { type: 'table', content: [row('tableHeader')(token.header), ...token.rows.map(row('tableCell'))] }
}

function inline(tokens: readonly Token[], marks: readonly Mark[] = []): Node[] {
  return tokens.flatMap((token) => inlineOne(token as MarkedToken, marks)).filter(isFilled)
}

const MARKS: Record<string, string> = { strong: 'strong', em: 'em', del: 'strike' }

function inlineOne(token: MarkedToken, marks: readonly Mark[]): Node[] {
  const mark = MARKS[token.type]
  if (mark) return inline(childrenOf(token), withMark(marks, { type: mark }))
  switch (token.type) {
    case 'br':
      return [{ type: 'hardBreak' }]
    case 'checkbox':
      return []
    case 'codespan':
      // `code` goes together with a link only.
      return [textNode(token.text, [...marks.filter(({ type }) => type === 'link'), { type: 'code' }])]
    case 'link':
      if (!/^(https?:|mailto:)/i.test(token.href)) return [textNode(token.raw, marks)]
      return inline(childrenOf(token), withMark(marks, { type: 'link', attrs: { href: token.href } }))
    case 'text':
      return token.tokens ? inline(token.tokens, marks) : [textNode(token.text, marks)]
    case 'escape':
      return [textNode(token.text, marks)]
    default:
      return [textNode(token.raw, marks)]
  }
}

const withMark = (marks: readonly Mark[], mark: Mark): Mark[] => [
  ...marks.filter(({ type }) => type !== mark.type),
  mark,
]

const textNode = (text: string, marks: readonly Mark[]): Node =>
  marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks: marks.map((mark) => ({ ...mark })) }

export const isAdf = (value: JsonValue): value is Node =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  value.type === 'doc' &&
  Array.isArray(value.content)

const LINES = new Set(['paragraph', 'heading', 'codeBlock', 'listItem', 'tableRow', 'rule'])

/** The text of a document, or of a part of one: a line for each block, and "- " before list items. */
export function fromAdf(node: JsonValue): string {
  return write(node)
    .replace(/\n{2,}/g, '\n')
    .trim()
}

function write(node: JsonValue): string {
  if (typeof node !== 'object' || node === null) return ''
  if (Array.isArray(node)) return node.map(write).join('')
  if (node.type === 'text') return String(node.text ?? '')
  if (node.type === 'hardBreak') return '\n'
  if (node.type === 'mention' || node.type === 'emoji') return attributeText(node)
  const inside = write(node.content ?? null)
  if (node.type === 'listItem') return `- ${inside.trim()}\n`
  if (node.type === 'tableCell' || node.type === 'tableHeader') return `${inside.trim()} | `
  return LINES.has(String(node.type)) ? `${inside}\n` : inside
}

function attributeText({ attrs }: Node): string {
  if (typeof attrs !== 'object' || attrs === null || Array.isArray(attrs)) return ''
  return String(attrs.text ?? attrs.shortName ?? '')
}
