/** One line of a benchmark's result; `ratio` is `value` against the peer measured in the same run. */
export type Row = {
  bench: string
  metric: string
  value: number
  unit: string
  against: string
  ratio: number
  goal: string
  holds: boolean
}
