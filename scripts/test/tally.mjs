import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

const FAILED = { passed: 0, failed: 1, skipped: 0 }

/** One thing that either works or does not, such as a build. */
export const single = (ok) => (ok ? { passed: 1, failed: 0, skipped: 0 } : FAILED)

export function add(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** A runner that failed without one failed test (a file that does not load, a crash) counts as one failure. */
function orFailed(tally, exitCode) {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

export function fromVitest(file, exitCode) {
  if (!existsSync(file)) return FAILED
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(file, 'utf8'))
  return orFailed({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }, exitCode)
}

export function fromPlaywright(file, exitCode) {
  if (!existsSync(file)) return FAILED
  const { expected, flaky, unexpected, skipped } = JSON.parse(readFileSync(file, 'utf8')).stats
  return orFailed({ passed: expected + flaky, failed: unexpected, skipped }, exitCode)
}
