import { expect, it } from 'vitest'
import { createBudgets } from '../../../electron/net/budgets'

const LIMIT = { name: 'default', requests: 10, perMs: 1000 }
const ACME = { service: 'stripe', account: 'acme' }

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
  await budgets.take({ ...ACME, account: 'other' }, [one], { live: true })
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
