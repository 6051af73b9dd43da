import { describe, expect, it } from 'vitest'
import { createDevServe, createServe } from '../../../electron/app/serve'

const files: Record<string, string> = {
  'index.html': '<meta nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  'assets/main.js': 'export {}',
  'secret.txt': 'not in the manifest',
}
const serve = createServe({
  manifest: {
    '/': 'index.html',
    '/index.html': 'index.html',
    '/assets/main.js': 'assets/main.js',
    '/gone.js': 'gone.js',
  },
  readFile: async (file) => {
    const content = files[file]
    if (content === undefined) throw new Error(`no ${file}`)
    return new TextEncoder().encode(content)
  },
})
const get = (path: string, method = 'GET') => serve({ url: `app://patchbay${path}`, method })

const POLICY =
  /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-([A-Za-z0-9+/]{24})'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/

describe('app://patchbay', () => {
  it.each([
    '/..%2fmain.cjs',
    '/%2e%2e/main.cjs',
    '/assets/..%2f..%2fpackage.json',
    '/%00',
    '/index.html%00.js',
    '//index.html',
    '//etc/passwd',
    '/index.html/',
    '/INDEX.HTML',
    '/secret.txt',
    '/constructor',
    '/__proto__',
    '/assets\\main.js',
    '/gone.js',
    '/assets/',
  ])('answers 404 for %s', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('content-security-policy')).toMatch(POLICY)
  })

  it.each([
    'app://other/index.html',
    'app://patchbay.evil/index.html',
    'app://patchbay@evil/index.html',
    'app://patchbay',
  ])('answers 404 for another host: %s', async (url) => expect((await serve({ url, method: 'GET' })).status).toBe(404))

  it('answers 404 for anything but reading', async () => {
    expect((await get('/index.html', 'POST')).status).toBe(404)
  })

  it('serves what the build made, with its type and the policy', async () => {
    const answer = await get('/assets/main.js?v=1')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('export {}')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': expect.stringMatching(POLICY),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })

  it('puts the nonce of the policy into the page, a new one per load', async () => {
    const load = async () => {
      const answer = await get('/')
      const nonce = POLICY.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
      expect(await answer.text()).toBe(`<meta nonce="${nonce}"><style nonce="${nonce}"></style>`)
      return nonce
    }
    expect(await load()).not.toBe(await load())
  })

  it('has a page without script for a window that keeps failing', async () => {
    const page = await (await get('/safe.html')).text()
    expect(page).toContain('Open the window again')
    expect(page).not.toContain('<script')
  })
})

describe('app://patchbay while developing', () => {
  const asked: string[] = []
  const dev = createDevServe({
    devUrl: 'http://127.0.0.1:5173/',
    load: async (url) => {
      asked.push(url)
      return new Response('<p>__CSP_NONCE__</p>', { headers: { 'content-type': 'text/html' } })
    },
  })

  it('comes from Vite, under a policy that names its websocket', async () => {
    const answer = await dev({ url: 'app://patchbay/src/main.tsx?t=1', method: 'GET' })
    expect(asked).toEqual(['http://127.0.0.1:5173/src/main.tsx?t=1'])
    expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self' ws://127.0.0.1:5173;")
  })

  it('never asks another host, whatever the path looks like', async () => {
    asked.length = 0
    await dev({ url: 'app://patchbay//evil.example/x', method: 'GET' })
    expect(asked.map((url) => new URL(url).host)).toEqual(['127.0.0.1:5173'])
    expect((await dev({ url: 'app://other/', method: 'GET' })).status).toBe(404)
  })
})
