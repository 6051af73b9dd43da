import { WORDS } from './words'

export const SAFE_PAGE_PATH = '/safe.html'

/** The page of last resort: no script, so that it cannot fail the way the window did. */
export function safePage(nonce: string): string {
  const { title, advice, again } = WORDS.safePage
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style nonce="${nonce}">
body { font: 14px/1.6 system-ui, sans-serif; display: grid; place-content: center; min-height: 100vh; margin: 0 24px; max-width: none }
main { max-width: 44ch }
h1 { font-size: 16px; margin: 0 0 8px }
</style>
<main><h1>${title}</h1><p>${advice}</p><p><a href="/index.html">${again}</a></p></main>
</html>
`
}
