/** What is shown of a request before or after it is sent; the shape of `ShownRequest`. */
export type RequestShape = {
  method: string
  url: string
  headers: { name: string; value: string }[]
  body: string | null
}

const MASK = '•••'
const SECRET_HEADER =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|api[-_]?key|token|secret|password|signature/i
const SCHEME = /^(bearer|basic|token|apikey|digest|negotiate)\s+(?=\S)/i

/** Main masks already; this is the second lock on the same door. The scheme stays, so one sees how it signs. */
export function maskedHeader({ name, value }: { name: string; value: string }): string {
  if (!SECRET_HEADER.test(name)) return value
  const scheme = SCHEME.exec(value)?.[0] ?? ''
  return `${scheme}${MASK}`
}

/** Splits a URL so that the host can be weighed by eye; user information never shows. */
export function urlParts(url: string): { origin: string; rest: string } {
  const found = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#@]*@)?([^/?#]*)(.*)$/is.exec(url)
  return found ? { origin: `${found[1]}${found[2]}`, rest: found[3] ?? '' } : { origin: '', rest: url }
}

type Kind = 'key' | 'string' | 'number' | 'word' | 'mark' | 'plain'
type BodyToken = { text: string; kind: Kind }
/** One line of a body. `path` is where its value sits: "fields.summary", "items.0". */
export type BodyLine = { indent: number; tokens: BodyToken[]; path: string }

type Parsed = null | boolean | number | string | Parsed[] | { [key: string]: Parsed }

const scalar = (value: Exclude<Parsed, object>): BodyToken => ({
  text: JSON.stringify(value),
  kind: typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'word',
})

const mark = (text: string): BodyToken => ({ text, kind: 'mark' })

function jsonLines(value: Parsed, at: { indent: number; path: string; lead: BodyToken[]; comma: boolean }): BodyLine[] {
  const { indent, path, lead } = at
  const comma = at.comma ? [mark(',')] : []
  const simple = value === null || typeof value !== 'object'
  if (simple) return [{ indent, path, tokens: [...lead, scalar(value), ...comma] }]
  const list = Array.isArray(value)
  const entries: [string, Parsed][] = list ? value.map((entry, i) => [String(i), entry]) : Object.entries(value)
  const [open, close] = list ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) return [{ indent, path, tokens: [...lead, mark(`${open}${close}`), ...comma] }]
  const inner = entries.flatMap(([key, entry], index) =>
    jsonLines(entry, {
      indent: indent + 1,
      path: path ? `${path}.${key}` : key,
      lead: list ? [] : [{ text: JSON.stringify(key), kind: 'key' }, mark(': ')],
      comma: index < entries.length - 1,
    }),
  )
  return [{ indent, path, tokens: [...lead, mark(open)] }, ...inner, { indent, path, tokens: [mark(close), ...comma] }]
}

function formLines(body: string): BodyLine[] {
  return [...new URLSearchParams(body)].map(([key, value]) => ({
    indent: 0,
    path: key,
    tokens: [{ text: key, kind: 'key' }, mark(' = '), { text: value, kind: 'string' }],
  }))
}

const isForm = (body: string): boolean => /^[^\s=&{}<>]+=[^\s]*$/.test(body)

/** A body as lines to read: JSON pretty-printed, a form one pair a line, anything else as it is. */
export function bodyLines(body: string): BodyLine[] {
  try {
    return jsonLines(JSON.parse(body) as Parsed, { indent: 0, path: '', lead: [], comma: false })
  } catch {
    if (isForm(body)) return formLines(body)
    return body.split('\n').map((text) => ({ indent: 0, path: '', tokens: [{ text, kind: 'plain' }] }))
  }
}

/** Whether a line belongs to one of the changed paths (or to something inside it). */
export const isChanged = (path: string, changed: readonly string[]): boolean =>
  changed.some((wanted) => path === wanted || path.startsWith(`${wanted}.`))

/** The request as plain text, for the clipboard: masked like on screen. */
export function requestText(request: RequestShape): string {
  const { origin, rest } = urlParts(request.url)
  const head = [`${request.method} ${origin}${rest}`, ...request.headers.map((h) => `${h.name}: ${maskedHeader(h)}`)]
  const body = request.body === null ? [] : ['', ...bodyLines(request.body).map(lineText)]
  return [...head, ...body].join('\n')
}

const lineText = (line: BodyLine): string => '  '.repeat(line.indent) + line.tokens.map((token) => token.text).join('')
