/** Set-up talks on stderr, so that `npm run bench -- --json` keeps stdout for itself. */
export function say(sentence) {
  process.stderr.write(`patchbay: ${sentence}\n`)
}

/** A failure whose message is all the reader needs; no stack is shown. */
export class SetupFailure extends Error {}

/** Runs a script's main function: a SetupFailure ends in its sentence and exit code 1, anything else in its stack. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    say(error instanceof SetupFailure ? error.message : (error.stack ?? String(error)))
    process.exit(1)
  }
}
