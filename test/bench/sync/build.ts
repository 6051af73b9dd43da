import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'

const root = process.cwd()
const here = join(root, 'test', 'bench', 'sync')

/** The data worker as the program has it, and the processes that the bench runs. */
export const buildEngine = (outDir: string): Promise<void> =>
  bundle(outDir, {
    'data-worker': join(root, 'electron', 'data-worker.ts'),
    engine: join(here, 'engine', 'process.ts'),
  })

/** The same program with a catalog of one source that is served on loopback. */
export const buildRest = (outDir: string): Promise<void> =>
  bundle(
    outDir,
    {
      'data-worker': join(root, 'electron', 'data-worker.ts'),
      rest: join(here, 'rest', 'process.ts'),
      server: join(here, 'rest', 'server.ts'),
    },
    [{ find: /^(\.{1,2}\/)+sources\/registry$/, replacement: join(here, 'rest', 'registry.ts') }],
  )

async function bundle(
  outDir: string,
  input: Record<string, string>,
  alias: { find: RegExp; replacement: string }[] = [],
) {
  await build({
    ...{ root, configFile: false, publicDir: false, logLevel: 'warn', resolve: { alias } },
    build: {
      ...{ ssr: true, target: 'node20', outDir, emptyOutDir: false, minify: false },
      rolldownOptions: {
        input,
        external: ['sqlite3', 'pg-native', /^node:/, ...builtinModules],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[hash].cjs' },
      },
    },
    ssr: { noExternal: true, external: ['sqlite3'] },
  })
}
