import { useLocation, useParams, useRouter, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Goes to an address inside the app: `go('/tables/abc')`, `go('/tables', { replace: true })`. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const { history } = useRouter()
  return useCallback(
    (href, options) => {
      if (options?.replace) history.replace(href)
      else history.push(href)
    },
    [history],
  )
}

/** One `$name` of the address; undefined where the address has none. */
export function useParam(name: string): string | undefined {
  const params: Record<string, string | undefined> = useParams({ strict: false })
  return params[name]
}

/** What stands after "?", as the `search` of the route left it. */
export function useAddressSearch<T extends Record<string, unknown>>(): Partial<T> {
  return useSearch({ strict: false }) as Partial<T>
}

/** The path without "?": "/tables/abc". */
export const usePath = (): string => useLocation({ select: (location) => location.pathname })
