import type { Row } from '../row'

type Measured = {
  metric: string
  value: number
  unit: string
  /** What it was measured against in the same run, in words. */
  against: string
  /** Against that, or against the goal where there is no peer. */
  ratio: number
  goal: string
  holds: boolean
}

export const row = ({ value, ratio, ...rest }: Measured): Row => ({
  bench: 'sync',
  ...rest,
  value: short(value),
  ratio: short(ratio),
})

/** A figure that has a limit of its own, and no peer. */
export const limited = (metric: string, value: number, unit: string, limit: number, against = 'the goal alone'): Row =>
  row({ metric, value, unit, against, ratio: value / limit, goal: `<= ${limit} ${unit}`, holds: value <= limit })

/** A figure that says what it was measured against, and has no goal. */
export const said = (metric: string, value: number, unit: string, against = 'nothing'): Row =>
  row({ metric, value, unit, against, ratio: 1, goal: 'none', holds: true })

/** So many times what a peer took at most. */
export const compared = (
  metric: string,
  [ours, theirs]: [number, number],
  unit: string,
  peer: string,
  limit: number | null,
): Row =>
  row({
    metric,
    ...{ value: ours, unit, against: `${peer} ${short(theirs)} ${unit}`, ratio: ours / theirs },
    ...{ goal: limit === null ? 'none' : `<= ${short(limit)}x`, holds: limit === null || ours / theirs <= limit },
  })

const short = (value: number): number => Number(value.toPrecision(3))
export const median = (values: readonly number[]): number => part(values, 0.5)
export const part = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
export const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0)
