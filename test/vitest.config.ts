import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/{shared,electron,renderer,scripts}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    // No test is about time: a busy machine is only slow.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
