import type { Page } from '@playwright/test'
import { expect, test } from '../helpers/launch'
import { expectNoViolations, violationsOf } from '../helpers/violations'

const POLICY =
  /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[A-Za-z0-9+/]{24}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/

/** Runs in the page, outside the evaluation itself: that one may use eval where the policy forbids it. Names what worked. */
async function makeScriptOfText(): Promise<string[]> {
  const worked = new Set<string>()
  Reflect.set(window, 'worked', (name: string) => worked.add(name))
  const inline = (name: string) => `window.worked(${JSON.stringify(name)})`
  const hot = (name: string) => `<img src="data:," onerror='${inline(name)}'>`
  const html = (name: string, write: (element: HTMLElement) => void) => () => {
    write(document.body.appendChild(document.createElement('div')))
    worked.add(name)
  }
  const attempts: (() => unknown)[] = [
    // biome-ignore lint/security/noGlobalEval: the probe.
    () => globalThis.eval(inline('eval')),
    () => new Function(inline('Function'))(),
    () => setTimeout(inline('setTimeout'), 0),
    () => setInterval(inline('setInterval'), 10_000_000),
    () => {
      const script = document.createElement('script')
      script.append(inline('inline-script'))
      document.head.append(script)
    },
    () => document.body.appendChild(document.createElement('p')).setAttribute('onclick', inline('onclick')),
    () => document.querySelector<HTMLElement>('p[onclick]')?.click(),
    () => {
      const anchor = Object.assign(document.createElement('a'), { href: `javascript:${inline('javascript-url')}` })
      document.body.append(anchor)
      anchor.click()
    },
    html('innerHTML', (element) => {
      element.innerHTML = hot('innerHTML-handler')
    }),
    html('outerHTML', (element) => {
      element.outerHTML = hot('outerHTML-handler')
    }),
    html('insertAdjacentHTML', (element) => element.insertAdjacentHTML('beforeend', hot('adjacent-handler'))),
    html('setHTMLUnsafe', (element) => Reflect.get(element, 'setHTMLUnsafe').call(element, hot('unsafe-handler'))),
    html('srcdoc', (element) => {
      element.appendChild(document.createElement('iframe')).srcdoc = '<p>x</p>'
    }),
    html('script-src', () => {
      document.createElement('script').src = '/other.js'
    }),
    html('script-text', () => {
      document.createElement('script').text = '1'
    }),
    html('DOMParser', () => new DOMParser().parseFromString('<p>x</p>', 'text/html')),
    html('contextual-fragment', () => document.createRange().createContextualFragment('<p>x</p>')),
    html('blob-worker', () => new Worker(URL.createObjectURL(new Blob(['1'])))),
    html('policy', () =>
      Reflect.get(window, 'trustedTypes').createPolicy('mine', { createHTML: (text: string) => text }),
    ),
    () => document.body.appendChild(document.createElement('p')).setAttribute('style', 'color: rgb(1, 2, 3)'),
    () => {
      const last = document.body.lastElementChild
      if (last && getComputedStyle(last).color === 'rgb(1, 2, 3)') worked.add('style-attribute')
    },
  ]
  await new Promise<void>((done) => {
    setTimeout(() => {
      for (const attempt of attempts) {
        try {
          attempt()
        } catch {}
      }
      setTimeout(done, 500)
    }, 0)
  })
  try {
    document.write('<p>x</p>')
    worked.add('document-write')
  } catch {}
  return [...worked].sort()
}

const headersOf = (page: Page, path: string) =>
  page.evaluate(async (url) => Object.fromEntries((await fetch(url)).headers), path)

test('every answer carries the policy, to the letter', async ({ launchApp, launchUnhardened }) => {
  const { page } = await launchApp()
  for (const path of ['/index.html', '/', '/no-such-file.js']) {
    expect(await headersOf(page, path)).toMatchObject({
      'content-security-policy': expect.stringMatching(POLICY),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  }
  const twin = await launchUnhardened()
  expect(await headersOf(twin.page, '/index.html')).not.toHaveProperty('content-security-policy')
})

test('text never becomes script or markup', async ({ launchApp }) => {
  const { page } = await launchApp()
  expect(await page.evaluate(makeScriptOfText)).toEqual([])
})

test('the same attempts make script of text where there is no policy', async ({ launchUnhardened }) => {
  const { page } = await launchUnhardened()
  const worked = await page.evaluate(makeScriptOfText)
  expect(worked).toEqual(
    expect.arrayContaining([
      'eval',
      'Function',
      'setTimeout',
      'inline-script',
      'onclick',
      'javascript-url',
      'innerHTML',
    ]),
  )
  expect(worked).toEqual(expect.arrayContaining(['innerHTML-handler', 'policy', 'srcdoc', 'style-attribute']))
})

test('the first page breaks the policy nowhere, and a breach would be seen', async ({ launchApp }) => {
  const { page } = await launchApp()
  await page.waitForLoadState()
  await expectNoViolations(page)
  await page.evaluate(() => {
    document.body.appendChild(document.createElement('p')).setAttribute('style', 'color: red')
  })
  await expect
    .poll(async () => (await violationsOf(page)).map(({ directive }) => directive))
    .toEqual(['style-src-attr'])
})

test('the nonce is new at each load and opens styles, not scripts', async ({ launchApp }) => {
  const { page } = await launchApp()
  const nonce = () => page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[nonce]')?.nonce ?? '')
  const first = await nonce()
  expect(first).toMatch(/^[A-Za-z0-9+/]{24}$/)
  const ran = await page.evaluate((value) => {
    const add = (tag: 'script' | 'style', text: string) => {
      const element = document.createElement(tag)
      element.nonce = value
      try {
        element.append(text)
        document.head.append(element)
      } catch {}
    }
    add('script', 'window.ran = true')
    add('style', 'html { color: rgb(1, 2, 3) }')
    return { script: Reflect.has(window, 'ran'), style: getComputedStyle(document.documentElement).color }
  }, first)
  expect(ran).toEqual({ script: false, style: 'rgb(1, 2, 3)' })
  await page.reload()
  expect(await nonce()).not.toBe(first)
})
