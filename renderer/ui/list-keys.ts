/** Where a key leads in a list of `count` entries: the next index, or null when the key is not about moving. */
export function listKeyTarget(key: string, index: number, count: number): number | null {
  if (count === 0) return null
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, index + 1)
    case 'ArrowUp':
      return Math.max(0, index - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'PageDown':
      return Math.min(count - 1, index + 10)
    case 'PageUp':
      return Math.max(0, index - 10)
    default:
      return null
  }
}

/** Type-ahead: the next entry after `index` whose words start with what was typed, going round. */
export function typeAheadTarget(labels: string[], typed: string, index: number): number | null {
  const wanted = typed.toLocaleLowerCase()
  for (let step = typed.length > 1 ? 0 : 1; step <= labels.length; step += 1) {
    const at = (index + step) % labels.length
    if (labels[at]?.toLocaleLowerCase().startsWith(wanted)) return at
  }
  return null
}
