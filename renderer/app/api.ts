import type { Bridge } from '../../shared/bridge'
import type { Contract } from '../../shared/contract'
import type { ClientOf } from '../../shared/contract/define'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'

declare global {
  interface Window {
    readonly patchbay: Bridge
  }
}

export type Client = ClientOf<Contract>
export type Noun = keyof Client

/** One call by name. Whatever breaks on the way comes back as a failure. */
export async function invoke(noun: string, name: string, input: unknown): Promise<Result<unknown>> {
  try {
    return await window.patchbay.invoke(`${noun}.${name}`, input)
  } catch {
    const error: AppError = { code: 'internal', reference: `${noun}.${name}` }
    return { ok: false, error }
  }
}

/** Everything main can do: `await api.tables.rename({ id, name })`. Never throws. */
export const api = new Proxy({} as Client, {
  get: (_client, noun) =>
    new Proxy({}, { get: (_noun, name) => (input: unknown) => invoke(String(noun), String(name), input) }),
})
