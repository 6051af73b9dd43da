const number = (name: string, usual: number): number => Number(process.env[name] ?? usual)

/** `--rows`, `--rounds` and `--parts` of the runner make a bench smaller. Narrow rows are five times as many. */
export const ROWS = number('PATCHBAY_BENCH_ROWS', 1_000_000)
export const NARROW_ROWS = ROWS * 5
export const ROUNDS = number('PATCHBAY_BENCH_ROUNDS', 3)

const chosen = process.env.PATCHBAY_BENCH_PARTS?.split(',')
export const isChosen = (part: string): boolean => chosen?.includes(part) ?? true
