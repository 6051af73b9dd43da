/** Rows as spreadsheets put them on the clipboard: tabs and line breaks, quotes around what holds one of these. */
export function formatTsv(rows: readonly (readonly string[])[]): string {
  const text = rows.map((cells) => cells.map(quoted).join('\t')).join('\n')
  // An empty last row would be taken for the line break that most programs put at the end.
  return rows.length > 1 && text.endsWith('\n') ? `${text}""` : text
}

const quoted = (cell: string): string => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Reads what spreadsheets put on the clipboard. The line break at the end belongs to no row. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  for (;;) {
    const cell = text[at] === '"' ? quotedAt(text, at) : plainAt(text, at)
    rows.at(-1)?.push(cell.value)
    at = cell.end
    if (at >= text.length) return rows
    if (text[at] === '\t') {
      at += 1
      continue
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    if (at >= text.length) return rows
    rows.push([])
  }
}

type Read = { value: string; end: number }

function plainAt(text: string, start: number): Read {
  const stop = /[\t\r\n]/g
  stop.lastIndex = start
  const end = stop.exec(text)?.index ?? text.length
  return { value: text.slice(start, end), end }
}

/** A cell that begins with a quote but is not closed, or goes on behind the closing one, is meant as it stands. */
function quotedAt(text: string, start: number): Read {
  let value = ''
  let from = start + 1
  for (;;) {
    const close = text.indexOf('"', from)
    if (close < 0) return plainAt(text, start)
    value += text.slice(from, close)
    if (text[close + 1] !== '"') {
      const next = text[close + 1]
      const isEnd = next === undefined || next === '\t' || next === '\n' || next === '\r'
      return isEnd ? { value, end: close + 1 } : plainAt(text, start)
    }
    value += '"'
    from = close + 2
  }
}
