import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { CallName, Calls, FromWorker } from '../../../../electron/data-worker/protocol'

export type Victim = {
  call<N extends CallName>(name: N, input: Calls[N]['input']): Promise<Calls[N]['output']>
  /** SIGKILL; resolves once the process is gone. */
  kill(): Promise<void>
}

/** Starts a process of its own around the built data worker. */
export async function startVictim(workerFile: string, tablesFile: string): Promise<Victim> {
  const child = fork(join(process.cwd(), 'test', 'helpers', 'victim.mjs'), [workerFile, tablesFile], { execArgv: [] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting = listen(child)
  await waiting.ready
  return {
    call: (name, input) => waiting.call(name, input) as Promise<Calls[typeof name]['output']>,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

function listen(child: ChildProcess) {
  const calls = new Map<number, { resolve: (output: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  let sayReady = () => {}
  const ready = new Promise<void>((resolve) => {
    sayReady = resolve
  })
  child.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') sayReady()
    if (message.kind === 'returned') calls.get(message.id)?.resolve(message.output)
    if (message.kind === 'failed') calls.get(message.id)?.reject(new Error(JSON.stringify(message.failure)))
  })
  const call = (name: CallName, input: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1
      calls.set(last, { resolve, reject })
      child.send({ kind: 'call', id: last, name, input })
    })
  return { ready, call }
}
