import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  outputDir: '../../out/e2e',
  reporter: [['list'], ['json', { outputFile: '../../out/e2e.json' }]],
  use: { trace: 'retain-on-failure' },
})
