import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './setup/lock.mjs'
import { inModules, root } from './setup/paths.mjs'
import { runMain, say } from './setup/say.mjs'

const SOURCES = ['electron', 'renderer', 'shared', 'resources', 'package-lock.json', 'scripts/build.mjs']
const NATIVE = ['electron', 'sqlite3', 'keytar']
const EXTERNAL = [...NATIVE, 'pg-native', /^node:/, ...builtinModules]

const dist = join(root, 'dist')
const stampFile = join(dist, '.sources')
const manifestFile = join(dist, 'renderer-manifest.json')

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile())
}

/** One line per source file: path, size, time of change. */
function sourceList() {
  const files = SOURCES.flatMap((source) => {
    const path = join(root, source)
    if (!existsSync(path)) return []
    if (statSync(path).isFile()) return [source]
    return filesBelow(path).map((file) => join(source, file))
  })
  return files.sort().map((file) => {
    const { size, mtimeMs } = statSync(join(root, file))
    return `${file} ${size} ${mtimeMs}`
  })
}

const stamp = () => createHash('sha256').update(sourceList().join('\n')).digest('hex')

const isUpToDate = () =>
  existsSync(stampFile) && existsSync(manifestFile) && readFileSync(stampFile, 'utf8') === stamp()

/** Builds main and worker, or the preload, as CommonJS: it loads synchronously, so schemes are registered before `ready`. */
async function buildForNode(input, { minify }) {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: join(dist, 'electron'),
      emptyOutDir: false,
      minify,
      sourcemap: true,
      rolldownOptions: {
        input,
        external: EXTERNAL,
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[hash].cjs' },
      },
    },
    ssr: { noExternal: true, external: NATIVE },
  })
}

/** The preload has its own build: sandboxed, it cannot require a chunk it shares with main. */
export async function buildElectron({ minify = true } = {}) {
  const main = join(root, 'electron', 'main.ts')
  const worker = join(root, 'electron', 'data-worker.ts')
  await Promise.all([
    buildForNode({ main, 'data-worker': worker }, { minify }),
    buildForNode({ preload: join(root, 'electron', 'preload.ts') }, { minify }),
  ])
}

/** What app://patchbay/ serves: these paths and nothing else. Source maps stay out. */
export function rendererManifest(folder) {
  const names = filesBelow(folder).filter((name) => !name.endsWith('.map'))
  const files = names.map((name) => name.replaceAll('\\', '/')).sort()
  return Object.fromEntries([['/', 'index.html'], ...files.map((file) => [`/${file}`, file])])
}

async function buildRenderer() {
  const { build } = await import('vite')
  await build({
    root: join(root, 'renderer'),
    configFile: join(root, 'renderer', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: join(dist, 'renderer'), emptyOutDir: true },
  })
  writeFileSync(manifestFile, `${JSON.stringify(rendererManifest(join(dist, 'renderer')), null, 2)}\n`)
}

async function rebuild() {
  const started = Date.now()
  const before = stamp()
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist)
  await Promise.all([buildElectron(), buildRenderer()])
  writeFileSync(stampFile, before)
  say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

/** Builds main, worker, preload and renderer into dist/ unless their sources are those of the last build. */
export async function buildApp() {
  if (isUpToDate()) return
  mkdirSync(inModules('.cache'), { recursive: true })
  await withLock({ file: inModules('.cache', 'patchbay-build.lock'), what: 'build' }, async () => {
    if (!isUpToDate()) await rebuild()
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { setup } = await import('./setup.mjs')
    await setup()
    await buildApp()
  })
}
