import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import type { Row } from '../row'
import { percentile, row } from './measure'

const root = process.cwd()
const FRAMES = 180
/** What is drawn of a million rows has to stay about as much as a screen holds. */
const MOST_NODES = 6000

/** Opens the table in the real program on a copy of the profile, scrolls, and looks at what it costs. */
export async function measureWindow(folder: string, tableId: string, rows: number): Promise<Row[]> {
  const app = await electron.launch({
    executablePath: createRequire(join(root, 'package.json'))('electron'),
    args: [root],
    cwd: root,
    env: { ...environment(), PATCHBAY_DATA: folder, PATCHBAY_KEYCHAIN: 'memory', PATCHBAY_TEST: '1' },
  })
  try {
    const page = await app.firstWindow()
    await page.evaluate(() => Reflect.get(window, 'patchbay')?.invoke('app.status'))
    return await measure(app, page, tableId, rows)
  } finally {
    await app.close()
  }
}

async function measure(app: ElectronApplication, page: Page, tableId: string, rows: number): Promise<Row[]> {
  await open(page, tableId)
  await open(page, null)
  const opened = await open(page, tableId)
  const invoked = await invokes(page, tableId, rows)
  const idle = await frames(page, 0)
  const small = await frames(page, 90)
  const jumps = await frames(page, 40_000)
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  const memory = await app.evaluate(({ app: main }) =>
    main.getAppMetrics().reduce((sum, { memory: used }) => sum + used.workingSetSize / 1024, 0),
  )
  const still = { name: 'the same frames without scrolling', ms: idle }
  return [
    row('open the table to its first rows, warm', opened, null, 50),
    row('page of 100 through IPC at random depths, p99', invoked, null, 16),
    row('scroll frame by 3 rows, p95', small, still, 25),
    row('scroll frame by far jumps, p95', jumps, still, 25),
    {
      ...row('DOM nodes with a million rows', nodes, null, null),
      unit: 'nodes',
      ratio: 1,
      goal: `<= ${MOST_NODES}`,
      holds: nodes <= MOST_NODES,
    },
    { ...row('memory of all processes', memory, null, null), unit: 'MB', ratio: 1 },
  ]
}

/** Milliseconds from the change of the address to the first cell with a value. */
async function open(page: Page, tableId: string | null): Promise<number> {
  return page.evaluate(async (id) => {
    const shown = () =>
      id === null
        ? document.querySelector('[role="grid"]') === null
        : [...document.querySelectorAll('[role="gridcell"]')].some(({ textContent }) =>
            /person\d/.test(textContent ?? ''),
          )
    const started = performance.now()
    location.hash = id === null ? '#/settings' : `#/setup/tables/${id}`
    await new Promise<void>((resolve) => {
      const look = () => (shown() ? resolve() : requestAnimationFrame(look))
      look()
    })
    return performance.now() - started
  }, tableId)
}

/** The 95th percentile of the time between frames while the grid is scrolled by so many pixels at each. */
async function frames(page: Page, step: number): Promise<number> {
  const times = await page.evaluate(
    async ({ count, by }) => {
      const grid = document.querySelector('[role="grid"]')
      if (!grid) throw new Error('There is no grid')
      grid.scrollTop = 0
      const taken: number[] = []
      let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      for (let frame = 0; frame < count; frame += 1) {
        grid.scrollTop += by
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
        taken.push(now - last)
        last = now
      }
      return taken
    },
    { count: FRAMES, by: step },
  )
  return percentile(times, 0.95)
}

/** From asking to having the data in the renderer. */
async function invokes(page: Page, tableId: string, rows: number): Promise<number> {
  const times = await page.evaluate(
    async ({ id, most }) => {
      const taken: number[] = []
      for (let round = 0; round < 200; round += 1) {
        const offset = (round * 7919 * 131) % (most - 100)
        const question = { tableId: id, filter: null, search: null, sort: [] }
        const started = performance.now()
        await Reflect.get(window, 'patchbay').invoke('records.page', { question, offset, limit: 100 })
        taken.push(performance.now() - started)
      }
      return taken
    },
    { id: tableId, most: rows },
  )
  return percentile(times, 0.99)
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value]],
    ),
  )
}
