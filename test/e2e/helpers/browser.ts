import { expect, type LaunchedApp } from './launch'

/** Keeps the pages that Patchbay opens in the browser of the system, in the place of opening them. */
export const catchPages = ({ app }: LaunchedApp): Promise<void> =>
  app.evaluate(({ shell }) => {
    const opened: string[] = []
    Reflect.set(globalThis, 'openedPages', opened)
    shell.openExternal = async (url) => {
      opened.push(url)
    }
  })

/** The page that was opened last; waits for it. */
export async function openedPage(launched: LaunchedApp): Promise<string> {
  const last = () => launched.app.evaluate(() => (Reflect.get(globalThis, 'openedPages') as string[]).at(-1) ?? null)
  await expect.poll(last).not.toBeNull()
  return (await last()) ?? ''
}
