import type { PatchbayEvent } from './events'
import type { Result } from './result'

/** What the preload puts on `window.patchbay`: two functions. */
export type Bridge = {
  invoke: (path: string, input: unknown) => Promise<Result<unknown>>
  /** Returns the function that stops listening. */
  on: (listener: (event: PatchbayEvent) => void) => () => void
}
