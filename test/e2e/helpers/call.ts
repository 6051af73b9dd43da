import type { Page } from '@playwright/test'
import type { Contract } from '../../../shared/contract'
import type { ClientOf } from '../../../shared/contract/define'
import type { Result } from '../../../shared/result'

type Client = ClientOf<Contract>
type OutputOf<T> = T extends (...args: never[]) => Promise<Result<infer O>> ? O : never
type InputOf<T> = T extends (...args: infer A) => unknown ? A[0] : never

/** Asks main through the preload, as a screen does, and gives the `Result`. */
export async function ask<N extends keyof Client, K extends keyof Client[N] & string>(
  page: Page,
  noun: N,
  name: K,
  input?: InputOf<Client[N][K]>,
): Promise<Result<OutputOf<Client[N][K]>>> {
  return page.evaluate(([path, what]) => Reflect.get(window, 'patchbay').invoke(path, what), [`${noun}.${name}`, input])
}

/** The same for calls that have to succeed. */
export async function call<N extends keyof Client, K extends keyof Client[N] & string>(
  page: Page,
  noun: N,
  name: K,
  input?: InputOf<Client[N][K]>,
): Promise<OutputOf<Client[N][K]>> {
  const result = await ask(page, noun, name, input)
  if (!result.ok) throw new Error(`${String(noun)}.${name}: ${JSON.stringify(result.error)}`)
  return result.value
}
