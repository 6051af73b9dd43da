import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: { include: ['test/sdk-check/*.test.ts'], pool: 'forks', testTimeout: 20_000 },
})
