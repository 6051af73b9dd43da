/** Whether a value that came over IPC is larger than `limit` bytes, roughly. Stops counting at the limit; cycles count once. */
export function isLargerThan(value: unknown, limit: number): boolean {
  const seen = new Set<object>()
  const waiting: unknown[] = [value]
  let bytes = 0
  while (waiting.length > 0) {
    const next = waiting.pop()
    bytes += ownSize(next)
    if (bytes > limit) return true
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    for (const child of childrenOf(next)) waiting.push(child)
  }
  return false
}

function ownSize(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength
  if (Array.isArray(value)) return value.length
  return 8
}

function childrenOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return []
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set) return value
  return Object.entries(value).flat()
}
