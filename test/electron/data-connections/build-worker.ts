import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'

/** Builds the data worker as the program's own build does, into a folder below node_modules. Run from the repository's root. */
export async function buildForThread(outDir: string): Promise<void> {
  const root = process.cwd()
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: { 'data-worker': join(root, 'electron', 'data-worker.ts') },
        external: ['sqlite3', 'pg-native', /^node:/, ...builtinModules],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[hash].cjs' },
      },
    },
    ssr: { noExternal: true, external: ['sqlite3'] },
  })
}
