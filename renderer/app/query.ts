import {
  keepPreviousData,
  QueryClient,
  type SkipToken,
  skipToken,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query'
import type { Contract } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { type Client, invoke, type Noun } from './api'

export { skipToken }

/** Everything is local: nothing waits for a network, nothing goes stale by itself; main says what to read again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: false },
    mutations: { networkMode: 'always', retry: false },
  },
})

export type NameOf<N extends Noun, Kind extends 'query' | 'command'> = {
  [K in keyof Contract[N]]: Contract[N][K] extends { kind: Kind } ? K : never
}[keyof Contract[N]]

type Call<N extends Noun, K extends keyof Client[N]> = Client[N][K] extends (
  ...args: infer A
) => Promise<Result<infer O>>
  ? { input: A extends [input: infer I] ? I : A extends [input?: infer I] ? I | undefined : never; output: O }
  : never

export type InputOf<N extends Noun, K extends keyof Client[N]> = Call<N, K>['input']
export type OutputOf<N extends Noun, K extends keyof Client[N]> = Call<N, K>['output']

type Rest<I> = undefined extends I
  ? [input?: I | SkipToken, options?: QueryOptions]
  : [input: I | SkipToken, options?: QueryOptions]

type QueryOptions = {
  /** Shows the former answer while one for another input is read. */
  keep?: boolean
}

/** The key of one query, for `queryClient` when something is to be set or read by hand. */
export const queryKey = (noun: Noun, name: PropertyKey, input?: unknown): unknown[] =>
  input === undefined ? [noun, String(name)] : [noun, String(name), input]

/**
 * Reads from main and reads again whenever the noun changes. `error` is an `AppError`.
 * `useQueryOf(['tables', 'get'], id ? { id } : skipToken)` waits until there is an id.
 */
export function useQueryOf<N extends Noun, K extends NameOf<N, 'query'> & keyof Client[N]>(
  [noun, name]: readonly [N, K],
  ...[input, options]: Rest<InputOf<N, K>>
): UseQueryResult<OutputOf<N, K>, AppError> {
  return useQuery<OutputOf<N, K>, AppError>({
    queryKey: queryKey(noun, name, input === skipToken ? undefined : input),
    queryFn: input === skipToken ? skipToken : () => read<OutputOf<N, K>>(noun, String(name), input),
    ...(options?.keep ? { placeholderData: keepPreviousData } : {}),
  })
}

async function read<T>(noun: string, name: string, input: unknown): Promise<T> {
  const result = (await invoke(noun, name, input)) as Result<T>
  return result.ok ? result.value : Promise.reject(result.error)
}

/** Reads these nouns again, wherever they are shown. */
export function invalidateNouns(nouns: readonly string[]): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey: [noun] }) => nouns.includes(String(noun)) })
}
