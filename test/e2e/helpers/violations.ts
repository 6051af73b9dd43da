import { expect, type Page } from '@playwright/test'

type Violation = { directive: string; blocked: string; sample: string }

/** Collects what the content policy refuses, from before this call (the browser buffers reports) and on every later page. */
export async function watchViolations(page: Page): Promise<void> {
  await page.addInitScript(collect)
  await page.evaluate(collect)
}

export const violationsOf = (page: Page): Promise<Violation[]> =>
  page.evaluate(() => (Reflect.get(window, '__violations') as () => Violation[])())

export async function expectNoViolations(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([])
}

function collect(): void {
  if (Reflect.has(window, '__violations')) return
  const seen: { directive: string; blocked: string; sample: string }[] = []
  const read = (reports: ReportingObserver extends never ? never : readonly { body: unknown }[]) => {
    for (const { body } of reports) {
      const { effectiveDirective, blockedURL, sample } = body as Record<string, string | null>
      seen.push({ directive: effectiveDirective ?? '', blocked: blockedURL ?? '', sample: sample ?? '' })
    }
  }
  const observer = new ReportingObserver(read, { types: ['csp-violation'], buffered: true })
  observer.observe()
  Reflect.set(window, '__violations', () => {
    read(observer.takeRecords())
    return seen
  })
}
