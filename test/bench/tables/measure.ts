import type { Row } from '../row'

/** The middle of so many runs, in milliseconds; the first one, which warms caches, is left out. */
export async function medianMs(rounds: number, run: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now()
    await run(round)
    if (round > 0) times.push(performance.now() - started)
  }
  return middle(times)
}

/** The middle of so many runs, and the time below which 99 of 100 are, in milliseconds. */
export async function spreadMs(
  rounds: number,
  run: (round: number) => Promise<unknown>,
): Promise<{ median: number; p99: number }> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    await run(round)
    times.push(performance.now() - started)
  }
  return { median: middle(times), p99: percentile(times, 0.99) }
}

export async function onceMs(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run()
  return performance.now() - started
}

export const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN
const middle = (values: readonly number[]): number => percentile(values, 0.5)

type Peer = { name: string; ms: number }

/** A line of the result: ours, the peer's in the same run, and the limit that PERFORMANCE section 9 sets. */
export function row(metric: string, ms: number, peer: Peer | null, limitMs: number | null): Row {
  return {
    bench: 'tables',
    metric,
    value: round(ms),
    unit: 'ms',
    against: peer ? `${peer.name} ${round(peer.ms)} ms` : 'the goal alone',
    ratio: peer ? round(ms / peer.ms) : limitMs === null ? 1 : round(ms / limitMs),
    goal: limitMs === null ? 'none' : `<= ${limitMs} ms`,
    holds: limitMs === null || ms <= limitMs,
  }
}

const round = (value: number): number => Number(value.toPrecision(3))
