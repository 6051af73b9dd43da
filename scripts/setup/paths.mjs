import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const base =
  process.env.XDG_CACHE_HOME ||
  (process.platform === 'win32' && process.env.LOCALAPPDATA) ||
  (process.platform === 'darwin' && join(homedir(), 'Library', 'Caches')) ||
  join(homedir(), '.cache')

/** What survives a fresh clone: the compiled sqlite3, the stand-in Electron, the set-up lock. */
export const cacheDir = join(base, 'patchbay-dev')

export const inModules = (...parts) => join(root, 'node_modules', ...parts)
