/** Puts text on the clipboard. Falls back to a selection where the permission handler denies the clipboard API. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const holder = document.createElement('textarea')
    holder.value = text
    holder.className = 'sr-only'
    document.body.append(holder)
    holder.select()
    document.execCommand('copy')
    holder.remove()
  }
}
