import { expect, it } from 'vitest'
import { createBudgets } from '../../../electron/net/budgets'

const LIMIT = { name: 'default', requests: 10, perMs: 1000 }
const ACME = { service: 'stripe', names: ['acme'] }

/** A clock that moves only while somebody waits. */
function open() {
  let time = 0
  const budgets = createBudgets({
    now: () => new Date(time),
    async wait(ms) {
      time += ms
    },
  })
  return { budgets, time: () => time }
}

it('lets a sync have four fifths of a budget in every window, however it is laid', async () => {
  const { budgets, time } = open()
  const taken: number[] = []
  for (let index = 0; index < 100; index += 1) {
    await budgets.take(ACME, [LIMIT], { live: false })
    taken.push(time())
  }
  for (const start of taken)
    expect(taken.filter((at) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(8)
  expect(time()).toBeLessThan(14_000)
})

it('keeps a fifth for what a person waits for', async () => {
  const { budgets, time } = open()
  for (let index = 0; index < 8; index += 1) await budgets.take(ACME, [LIMIT], { live: false })
  await budgets.take(ACME, [LIMIT], { live: true })
  await budgets.take(ACME, [LIMIT], { live: true })
  expect(time()).toBe(0)
  await budgets.take(ACME, [LIMIT], { live: true })
  expect(time()).toBeGreaterThan(0)
})

it('counts each account at each service for itself', async () => {
  const { budgets, time } = open()
  const one = { ...LIMIT, requests: 1 }
  await budgets.take(ACME, [one], { live: true })
  await budgets.take({ ...ACME, names: ['other'] }, [one], { live: true })
  await budgets.take({ ...ACME, service: 'hubspot' }, [one], { live: true })
  expect(time()).toBe(0)
  await budgets.take(ACME, [one], { live: true })
  expect(time()).toBeGreaterThanOrEqual(1000)
})

it('waits for the tightest of several limits', async () => {
  const { budgets, time } = open()
  const day = { name: 'default', requests: 2, perMs: 86_400_000 }
  for (let index = 0; index < 3; index += 1) await budgets.take(ACME, [LIMIT, day], { live: true })
  expect(time()).toBeGreaterThanOrEqual(86_400_000)
})

it('ends a wait when nobody wants the answer any more', async () => {
  const budgets = createBudgets({ now: () => new Date(0) })
  const one = { ...LIMIT, requests: 1 }
  await budgets.take(ACME, [one], { live: true })
  const controller = new AbortController()
  const waiting = budgets.take(ACME, [one], { live: true, signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow()
})

it('knows an account by all of its names once somebody has both', async () => {
  const { budgets, time } = open()
  const two = { ...LIMIT, requests: 2 }
  await budgets.take(ACME, [two], { live: true })
  await budgets.take({ ...ACME, names: ['key'] }, [two], { live: true })
  await budgets.take({ ...ACME, names: ['key'] }, [two], { live: true })
  expect(time()).toBe(0)
  await budgets.take({ ...ACME, names: ['acme', 'key'] }, [two], { live: true })
  expect(time()).toBeGreaterThan(0)
  const before = time()
  await budgets.take({ ...ACME, names: ['key'] }, [two], { live: true })
  await budgets.take(ACME, [two], { live: true })
  expect(time()).toBeGreaterThan(before)
})

it('counts nothing while the service asks to wait, whoever was told so', async () => {
  const { budgets, time } = open()
  budgets.hold({ ...ACME, names: ['acme', 'key'] }, 5000)
  budgets.hold(ACME, 3000)
  for (let index = 0; index < 20; index += 1)
    expect(await budgets.take({ ...ACME, names: ['key'] }, [LIMIT], { live: index % 2 === 0 })).toBe(5000)
  expect(await budgets.take({ ...ACME, names: ['other'] }, [LIMIT], { live: true })).toBeNull()
  expect(time()).toBe(0)
})

it('lets those go first whom a person waits for, also where nothing can be kept for them', async () => {
  let time = 0
  const waits: (() => void)[] = []
  const budgets = createBudgets({
    now: () => new Date(time),
    wait: () => new Promise<void>((resolve) => waits.push(resolve)),
  })
  const one = { ...LIMIT, requests: 1 }
  const order: string[] = []
  await budgets.take(ACME, [one], { live: false })
  const sync = budgets.take(ACME, [one], { live: false }).then(() => order.push('sync'))
  const live = budgets.take(ACME, [one], { live: true }).then(() => order.push('live'))
  while (order.length < 2) {
    time += 1100
    for (const wake of waits.splice(0)) wake()
    await new Promise((done) => setImmediate(done))
  }
  await Promise.all([sync, live])
  expect(order).toEqual(['live', 'sync'])
})
