import { marked } from 'marked'
import remend from 'remend'

/**
 * Cuts a text into blocks that can be parsed and remembered each by itself: only the last one changes while text
 * streams in. Half-written marks of that last one are closed, so that `**bol` never flashes as asterisks.
 */
export function markdownBlocks(text: string, streaming: boolean): string[] {
  const blocks = marked.lexer(text).flatMap((token) => (token.type === 'space' ? [] : [token.raw]))
  const last = blocks.at(-1)
  if (streaming && last !== undefined) blocks[blocks.length - 1] = remend(last)
  return blocks
}

const OPENABLE = /^(https?|mailto):/i

/** Where a link leads, in words: the host, or the mail address. Null when it may not be opened. */
export function linkHost(href: string | undefined): string | null {
  if (!href || !OPENABLE.test(href)) return null
  try {
    const url = new URL(href)
    return url.host || url.pathname
  } catch {
    return null
  }
}
