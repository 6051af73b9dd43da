// The part of Electron's default_app that `electron <folder>` needs; Cypress' binary comes without it.
// A module with top-level await: Electron holds back `ready` until it has settled, so the app can still register its schemes.
import { existsSync, readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const preloads = []
let folder
for (let at = 1; at < process.argv.length && folder === undefined; at += 1) {
  const argument = process.argv[at]
  if (argument === '-r' || argument === '--require') {
    at += 1
    preloads.push(process.argv[at])
  } else if (!argument.startsWith('-')) {
    folder = resolve(argument)
  }
}

Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
if (preloads.length > 0) Module._preloadModules(preloads)

if (folder === undefined || !existsSync(folder)) {
  process.stderr.write(`Usage: electron [-r module] <folder>. There is no ${folder ?? 'folder on the command line'}.\n`)
  process.exit(1)
}

const manifestPath = join(folder, 'package.json')
if (existsSync(manifestPath)) {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  app.setName(manifest.productName ?? manifest.name ?? 'Electron')
  app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`)
  app.setAppPath(folder)
}
await import(pathToFileURL(createRequire(import.meta.url).resolve(folder)).href)
