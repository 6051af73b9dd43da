import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export type ProfilePaths = Readonly<{
  root: string
  logs: string
  logFile: string
  /** Chromium keeps its own files here, apart from the workspace. */
  chromium: string
}>

export function profilePaths(root: string): ProfilePaths {
  const logs = join(root, 'logs')
  return { root, logs, logFile: join(logs, 'main.log'), chromium: join(root, 'chromium') }
}

/**
 * Makes the folders of the profile readable by their owner only, and every later file with them: the umask also covers
 * SQLite's WAL files. Files an older umask left open are closed. Windows has no modes; its profile folder is private already.
 */
export function prepareProfile(paths: ProfilePaths): void {
  process.umask(0o077)
  for (const dir of [paths.root, paths.logs, paths.chromium]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    chmodSync(dir, 0o700)
  }
  for (const dir of [paths.root, paths.logs]) closeFiles(dir)
}

function closeFiles(dir: string): void {
  for (const name of readdirSync(dir)) {
    const file = join(dir, name)
    if (existsSync(file) && lstatSync(file).isFile()) chmodSync(file, 0o600)
  }
}
