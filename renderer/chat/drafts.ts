const drafts = new Map<string, string>()

/** What was typed and not sent, per thread, while the window is open. */
export const draftOf = (key: string): string => drafts.get(key) ?? ''

export function keepDraft(key: string, text: string): void {
  if (text) drafts.set(key, text)
  else drafts.delete(key)
}
