import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { net, protocol, type Session } from 'electron'
import { APP_SCHEME } from './origin'
import { createDevServe, createServe, type Manifest } from './serve'

/** Has to run before `ready`. Without CORS, CSP bypass or service workers. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

type AppProtocol = { manifestFile: string; rendererDir: string; devUrl: string | null }

/** Answers `app://patchbay/…` in this session only. Throws when the build's manifest cannot be read. */
export async function handleAppProtocol(
  session: Session,
  { manifestFile, rendererDir, devUrl }: AppProtocol,
): Promise<void> {
  const serve = devUrl
    ? createDevServe({ devUrl, load: (url) => net.fetch(url, { bypassCustomProtocolHandlers: true }) })
    : createServe({
        manifest: JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest,
        readFile: (file) => readFile(join(rendererDir, file)),
      })
  session.protocol.handle(APP_SCHEME, serve)
}
