import { type ChildProcess, fork } from 'node:child_process'

type Handlers = Record<string, (input: never) => Promise<unknown>>
type Asked = { id: number; name: string; input: unknown }
type Answered = { id: number; output?: unknown; failure?: string }

/** Answers what the parent asks, in a process of its own: its memory and its processor time are those of a sync alone. */
export function serveParent(handlers: Handlers): void {
  process.on('message', async ({ id, name, input }: Asked) => {
    const answer = (part: Omit<Answered, 'id'>) => process.send?.({ id, ...part })
    try {
      answer({ output: await handlers[name]?.(input as never) })
    } catch (error) {
      answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}

export type Child<H extends Handlers> = {
  ask<N extends keyof H & string>(name: N, input: Parameters<H[N]>[0]): Promise<Awaited<ReturnType<H[N]>>>
  stop(): Promise<void>
}

export function startChild<H extends Handlers>(file: string): Child<H> {
  const child = fork(file, { stdio: ['ignore', process.stderr, 'inherit', 'ipc'], execArgv: [] })
  const waiting = new Map<number, (answer: Answered) => void>()
  let lastId = 0
  child.on('message', (answer: Answered) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  const ended = endOf(child, waiting)
  return {
    ask: (name, input) =>
      new Promise((resolve, reject) => {
        if (!child.connected) reject(new Error(`${file} is not there any more`))
        lastId += 1
        waiting.set(lastId, ({ output, failure }) =>
          failure === undefined
            ? resolve(output as Awaited<ReturnType<H[typeof name]>>)
            : reject(new Error(`${name}: ${failure}`)),
        )
        child.send({ id: lastId, name, input })
      }),
    async stop() {
      child.kill()
      await ended
    },
  }
}

const endOf = (child: ChildProcess, waiting: ReadonlyMap<number, (answer: Answered) => void>): Promise<void> =>
  new Promise((resolve) =>
    child.once('exit', (code) => {
      for (const [id, settle] of waiting) settle({ id, failure: `The process ended with ${code}` })
      resolve()
    }),
  )
