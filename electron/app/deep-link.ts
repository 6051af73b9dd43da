import { type CallbackAnswer, parseCallbackQuery } from '../net/callback-query'

export type OAuthCallback = CallbackAnswer

const PREFIX = 'patchbay://oauth/callback?'
const MAX_CHARS = 4096

/** Answers null for everything but a well-formed OAuth callback: any program can send a deep link. */
export function parseDeepLink(raw: string): OAuthCallback | null {
  if (raw.length > MAX_CHARS || !raw.startsWith(PREFIX)) return null
  return parseCallbackQuery(raw.slice(PREFIX.length), 'refuse')
}

/** The one deep link among the arguments of a start. Chromium adds switches there, so position means nothing; two links mean none. */
export function deepLinkIn(argv: readonly string[]): string | null {
  const links = argv.filter((argument) => argument.startsWith('patchbay://'))
  const [only] = links
  return links.length === 1 && only !== undefined ? only : null
}
