import { randomBytes } from 'node:crypto'
import { extname } from 'node:path'
import { contentPolicy, developmentPolicy } from './content-policy'
import { APP_ORIGIN } from './origin'
import { SAFE_PAGE_PATH, safePage } from './safe-page'

/** Path in the URL to the file below the renderer's folder, written at build time. */
export type Manifest = Readonly<Record<string, string>>

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}
const NONCE_PLACE = '__CSP_NONCE__'

type ServeDeps = {
  manifest: Manifest
  readFile: (file: string) => Promise<Uint8Array>
}
type Serve = (request: { url: string; method: string }) => Promise<Response>

/** Answers `app://patchbay/…` from the build-time manifest. A path is a key, never a place on the disk: the rest is 404. */
export function createServe({ manifest, readFile }: ServeDeps): Serve {
  const files = new Map(Object.entries(manifest))
  return async ({ url, method }) => {
    const path = pathOf(url)
    if (path === null || (method !== 'GET' && method !== 'HEAD')) return notFound()
    const nonce = randomBytes(18).toString('base64')
    if (path === SAFE_PAGE_PATH) return respond(safePage(nonce), TYPES['.html'], contentPolicy(nonce))
    const file = files.get(path === '/' ? '/index.html' : path)
    if (file === undefined) return notFound()
    const content = await readFile(file).catch(() => null)
    if (content === null) return notFound()
    const isPage = extname(file) === '.html'
    const body = isPage ? new TextDecoder().decode(content).replaceAll(NONCE_PLACE, nonce) : content
    return respond(body, TYPES[extname(file)], contentPolicy(nonce))
  }
}

type DevDeps = { devUrl: string; load: (url: string) => Promise<Response> }

/** The same origin while developing, with Vite behind it. The request's own headers are left out: with them the page stays blank. */
export function createDevServe({ devUrl, load }: DevDeps): Serve {
  return async ({ url }) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) return notFound()
    const answer = await load(new URL(devUrl).origin + url.slice(APP_ORIGIN.length))
    const page = answer.headers.get('content-type')?.startsWith('text/html') ?? false
    const body = page ? (await answer.text()).replaceAll(NONCE_PLACE, '') : await answer.arrayBuffer()
    return respond(body, answer.headers.get('content-type') ?? undefined, developmentPolicy(devUrl), answer.status)
  }
}

function pathOf(url: string): string | null {
  if (!url.startsWith(`${APP_ORIGIN}/`)) return null
  return url.slice(APP_ORIGIN.length).replace(/[?#].*$/s, '')
}

function notFound(): Response {
  return respond('', TYPES['.txt'], contentPolicy(randomBytes(18).toString('base64')), 404)
}

/** No opener policy: it swaps the first page's process, which then has no keyboard focus until a click, and no window is ever opened. */
function respond(
  body: ConstructorParameters<typeof Response>[0],
  type: string | undefined,
  policy: string,
  status = 200,
): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': type ?? 'application/octet-stream',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    },
  })
}
