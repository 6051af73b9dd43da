import { describe, expect, it } from 'vitest'
import { createWriteQueue } from '../../../electron/data-worker/write-queue'

/** Writes that say when they ran. */
function openQueue() {
  const queue = createWriteQueue()
  const order: string[] = []
  const write = (name: string) => async () => {
    await Promise.resolve()
    order.push(name)
    return name
  }
  return { queue, order, write }
}

describe('the write queue', () => {
  it('lets a record write go before every batch that waits', async () => {
    const { queue, order, write } = openQueue()
    const batches = [1, 2, 3].map((number) => queue.batch(write(`batch ${number}`)))
    const record = queue.record(write('record'))
    await Promise.all([...batches, record])
    expect(order).toEqual(['batch 1', 'record', 'batch 2', 'batch 3'])
  })

  it('runs one write at a time', async () => {
    const queue = createWriteQueue()
    let running = 0
    const alone = async () => {
      running += 1
      await Promise.resolve()
      expect(running).toBe(1)
      running -= 1
    }
    await Promise.all([queue.batch(alone), queue.record(alone), queue.batch(alone), queue.record(alone)])
  })

  it('lets a batch through when record writes do not end', async () => {
    const { queue, order, write } = openQueue()
    const records = Array.from({ length: 200 }, (_, index) => queue.record(write(`record ${index}`)))
    const batch = queue.batch(write('batch'))
    await Promise.all([...records, batch])
    expect(order.indexOf('batch')).toBe(50)
  })

  it('goes on after a write that fails', async () => {
    const { queue, write } = openQueue()
    const failing = queue.record(() => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await queue.batch(write('next'))).toBe('next')
    await queue.idle()
  })
})
