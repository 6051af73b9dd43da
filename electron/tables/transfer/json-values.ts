/** A value as it stands in JSON, for every key of an object that is known to be valid. */
export function rawValues(text: string): Map<string, string> {
  const values = new Map<string, string>()
  let at = text.indexOf('{') + 1
  for (;;) {
    const open = text.indexOf('"', at)
    if (open < 0) return values
    const close = endOfText(text, open)
    const from = text.indexOf(':', close) + 1
    const end = endOfValue(text, from)
    values.set(String(JSON.parse(text.slice(open, close))), text.slice(from, end).trim())
    at = end + 1
    if (text[end] === '}') return values
  }
}

/** Behind the closing quote. */
function endOfText(text: string, open: number): number {
  let at = open + 1
  for (; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
  return at + 1
}

/** At the comma or brace after the value. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; ; at += 1) {
    const character = text[at]
    if (character === '"') at = endOfText(text, at) - 1
    else if (character === '{' || character === '[') depth += 1
    else if (depth === 0 && (character === ',' || character === '}')) return at
    else if (character === '}' || character === ']') depth -= 1
  }
}
