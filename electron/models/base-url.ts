import { AppFailure } from '../../shared/errors'

/**
 * The address of a model server as it is stored: http or https, no user name in it, no query, no trailing slash. Plain
 * http is allowed wherever it points: the person typed it.
 */
export function normaliseBaseUrl(typed: string): string {
  const text = typed.trim()
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !['http:', 'https:'].includes(url.protocol))
    return refuse('The base URL has to start with http or https and a host')
  if (url.username || url.password) return refuse('The base URL may not hold a user name or password; use the key')
  if (url.search || url.hash) return refuse('The base URL may not have a query or fragment')
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

function refuse(message: string): never {
  throw new AppFailure({ code: 'invalid-input', message, field: 'baseUrl' })
}
