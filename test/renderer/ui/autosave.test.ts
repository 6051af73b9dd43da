import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Autosave, createAutosave } from '../../../renderer/ui/autosave'

type Values = Record<string, string>

/** A store whose answers come when, and in the order that, the scheduler likes; some of them refuse. */
function slowStore(scheduler: fc.Scheduler, refusals: readonly boolean[]) {
  const stored: Values = {}
  const left = [...refusals]
  const save = async (change: Values) => {
    await scheduler.schedule(Promise.resolve())
    if (left.shift()) return false
    Object.assign(stored, change)
    await scheduler.schedule(Promise.resolve())
    return true
  }
  return { stored, save }
}

type Step = { key: string; value: string } | 'moment' | 'blur' | 'answer'

const typing: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ key: fc.constantFrom('url', 'id'), value: fc.string({ maxLength: 6 }) }),
  fc.constantFrom('moment', 'blur', 'answer'),
)

type Stage = { autosave: Autosave<Values>; scheduler: fc.Scheduler; typed: Values }

async function play(step: Step, { autosave, scheduler, typed }: Stage): Promise<void> {
  if (step === 'moment') vi.advanceTimersByTime(400)
  else if (step === 'blur') void autosave.flush()
  else if (step !== 'answer') {
    typed[step.key] = step.value
    autosave.change({ [step.key]: step.value })
  } else if (scheduler.count() > 0) await scheduler.waitOne()
}

describe('createAutosave', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('ends with the last typed value of every field in the store, whatever the order of answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(typing, { maxLength: 30 }),
        fc.array(fc.boolean(), { maxLength: 4 }),
        async (scheduler, steps, refusals) => {
          const { stored, save } = slowStore(scheduler, refusals)
          const autosave = createAutosave<Values>({ save, onState: () => {} })
          const typed: Values = {}
          for (const step of steps) await play(step, { autosave, scheduler, typed })
          for (let tries = 0; tries <= refusals.length; tries++) {
            const done = autosave.flush()
            await scheduler.waitFor(done)
          }
          expect(stored).toEqual(typed)
        },
      ),
    )
  })

  it('never has two answers under way', async () => {
    let underWay = 0
    let most = 0
    const answers: (() => void)[] = []
    const save = async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise<void>((answer) => answers.push(answer))
      underWay -= 1
      return true
    }
    const autosave = createAutosave<Values>({ save, onState: () => {} })
    autosave.change({ a: '1' })
    const first = autosave.flush()
    autosave.change({ a: '2' })
    const second = autosave.flush()
    while (answers.length > 0) {
      answers.shift()?.()
      await vi.advanceTimersByTimeAsync(0)
    }
    await Promise.all([first, second])
    expect(most).toBe(1)
  })

  it('sends 400 ms after the last letter, and all that came until then at once', async () => {
    const sent: Values[] = []
    const autosave = createAutosave<Values>({
      save: async (change) => {
        sent.push(change)
        return true
      },
      onState: () => {},
    })
    autosave.change({ a: 'x' })
    await vi.advanceTimersByTimeAsync(399)
    autosave.change({ b: 'y' })
    await vi.advanceTimersByTimeAsync(399)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toEqual([{ a: 'x', b: 'y' }])
  })

  it('says that a refused change is not stored, keeps it, and sends it with the next one', async () => {
    const states: string[] = []
    const sent: Values[] = []
    const autosave = createAutosave<Values>({
      save: async (change) => {
        sent.push(change)
        if (sent.length === 1) throw new Error('the wall is down')
        return true
      },
      onState: (state) => states.push(state),
    })
    autosave.change({ a: '1', b: '1' })
    expect(await autosave.flush()).toBe(false)
    autosave.change({ b: '2' })
    expect(await autosave.flush()).toBe(true)
    expect(sent).toEqual([
      { a: '1', b: '1' },
      { a: '1', b: '2' },
    ])
    expect(states).toEqual(['saving', 'failed', 'saving', 'saved'])
  })
})
