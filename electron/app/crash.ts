type Budget = { max: number; windowMs: number; now: () => number }

/** Answers whether a crashed window is worth another try: at most `max` times within `windowMs`. */
export function createCrashBudget({ max, windowMs, now }: Budget): () => 'reload' | 'give-up' {
  let crashes: number[] = []
  return () => {
    const at = now()
    crashes = [...crashes.filter((earlier) => at - earlier < windowMs), at]
    return crashes.length > max ? 'give-up' : 'reload'
  }
}
