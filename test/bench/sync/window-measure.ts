import type { ElectronApplication, Page } from '@playwright/test'

/** What a person would feel, in milliseconds. */
export type Felt = {
  delayP99: number
  delayMax: number
  pings: number[]
  frames: number[]
  writes: { record: number[]; skill: number[]; thread: number[] }
}

type Targets = { tableId: string; recordId: number; fieldId: string; skillId: string; threadId: string }
type Until = { targets: Targets; atLeastMs: number; isDone: () => Promise<boolean> }

/** Watches main and its window, and makes small writes ten times a second, until it is done. */
export async function measureUntil(
  app: ElectronApplication,
  page: Page,
  { targets, atLeastMs, isDone }: Until,
): Promise<Felt> {
  await watchMain(app)
  const measured = page.evaluate(watchPage, targets)
  const started = performance.now()
  while (performance.now() - started < atLeastMs || !(await isDone())) await page.waitForTimeout(200)
  const delay = await delayOfMain(app)
  await page.evaluate(() => Reflect.set(window, 'benchIsOver', true))
  const felt = await measured
  await page.evaluate(() => Reflect.set(window, 'benchIsOver', false))
  if (felt.failures.length > 0) throw new Error(`Writes failed: ${felt.failures[0]}`)
  return { ...delay, ...felt }
}

const watchMain = (app: ElectronApplication): Promise<void> =>
  app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const histogram = monitorEventLoopDelay({ resolution: 2 })
    histogram.enable()
    Reflect.set(globalThis, 'benchDelay', histogram)
  })

/** Less the resolution of the clock that measures it, which every value contains. */
const delayOfMain = (app: ElectronApplication): Promise<{ delayP99: number; delayMax: number }> =>
  app.evaluate(() => {
    const histogram = Reflect.get(globalThis, 'benchDelay')
    histogram.disable()
    return { delayP99: histogram.percentile(99) / 1e6 - 2, delayMax: histogram.max / 1e6 - 2 }
  })

/** Runs in the page. */
async function watchPage({ tableId, recordId, fieldId, skillId, threadId }: Targets) {
  const failures: string[] = []
  const invoke = (path: string, input?: unknown) => Reflect.get(window, 'patchbay').invoke(path, input)
  const isOver = () => Reflect.get(window, 'benchIsOver') === true
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const repeat = async (everyMs: number, path: string, inputOf: (round: number) => unknown) => {
    const taken: number[] = []
    for (let round = 0; !isOver(); round += 1) {
      const started = performance.now()
      const result = await invoke(path, inputOf(round))
      taken.push(performance.now() - started)
      if (!result.ok) failures.push(`${path}: ${JSON.stringify(result.error)}`)
      await pause(everyMs)
    }
    return taken
  }
  const watchFrames = async () => {
    const taken: number[] = []
    let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    while (!isOver()) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      taken.push(now - last)
      last = now
    }
    return taken
  }
  const [pings, frames, record, skill, thread] = await Promise.all([
    repeat(10, 'app.status', () => undefined),
    watchFrames(),
    repeat(100, 'records.write', (round) => ({
      tableId,
      adds: [],
      edits: [{ recordId, values: { [fieldId]: `Note ${round}` } }],
    })),
    repeat(100, 'skills.update', (round) => ({ id: skillId, description: `Saved for the ${round}th time` })),
    repeat(100, 'chat.renameThread', (round) => ({ threadId, title: `Conversation ${round}` })),
  ])
  return { pings, frames, writes: { record, skill, thread }, failures }
}
