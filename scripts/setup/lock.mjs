import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { SetupFailure, say } from './say.mjs'

const GIVE_UP_MS = 20 * 60_000

/** A process id and, where the system tells it, its start time: ids are used again, both together are not. */
function identity(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return undefined
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return fields[0] === 'Z' ? undefined : `${pid} ${fields[19]}`
  } catch {
    return `${pid}`
  }
}

function take(file) {
  try {
    writeFileSync(file, identity(process.pid) ?? '', { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function holder(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

async function acquire({ file, what }) {
  const started = Date.now()
  let told = false
  while (!take(file)) {
    const owner = holder(file)
    if (owner && identity(Number.parseInt(owner, 10)) !== owner) {
      rmSync(file, { force: true })
      continue
    }
    if (!told) say(`Waiting for another ${what} to finish (${file}).`)
    told = true
    if (Date.now() - started > GIVE_UP_MS)
      throw new SetupFailure(`Another ${what} holds ${file}. Delete the file when none runs.`)
    await wait(200)
  }
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 }
const endBySignal = (signal) => process.exit(SIGNALS[signal])

/** Runs `work` while no other process runs work under the same lock file; a lock left by a killed process is taken over. */
export async function withLock(lock, work) {
  await acquire(lock)
  const release = () => rmSync(lock.file, { force: true })
  process.once('exit', release)
  for (const signal of Object.keys(SIGNALS)) process.on(signal, endBySignal)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
    for (const signal of Object.keys(SIGNALS)) process.off(signal, endBySignal)
  }
}
