type Mask = Map<string, Mask | null>

/** Google's partial responses: `a,b(c,d),e.f`. Throws for a mask that is none. https://developers.google.com/sheets/api/guides/field-masks */
export function applyFieldMask(mask: string, value: unknown): unknown {
  const tokens = mask.match(/[\w]+|[(),.]/g) ?? []
  if (tokens.join('') !== mask) throw new Error(`Invalid field selection ${mask}`)
  let at = 0
  const list = (): Mask => {
    const fields: Mask = new Map()
    do {
      const name = tokens[at]
      if (!name || !/^\w+$/.test(name)) throw new Error(`Invalid field selection ${mask}`)
      at += 1
      fields.set(name, below())
    } while (tokens[at] === ',' && ++at)
    return fields
  }
  const below = (): Mask | null => {
    if (tokens[at] === '.') {
      at += 1
      const name = tokens[at] ?? ''
      at += 1
      return new Map([[name, below()]])
    }
    if (tokens[at] !== '(') return null
    at += 1
    const inner = list()
    if (tokens[at] !== ')') throw new Error(`Invalid field selection ${mask}`)
    at += 1
    return inner
  }
  const parsed = list()
  if (at !== tokens.length) throw new Error(`Invalid field selection ${mask}`)
  return pick(parsed, value)
}

function pick(mask: Mask | null, value: unknown): unknown {
  if (mask === null || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => pick(mask, each))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const below = mask.get(name)
      return below === undefined ? [] : [[name, pick(below, inner)]]
    }),
  )
}
