import type { SignIn } from '../../shared/domain/connector'

export type Waiting = {
  of(ownerId: string): SignIn | null
  /** Those whose answer comes back to this address. */
  at(redirectUri: string): string[]
  add(ownerId: string, signIn: SignIn, stop: () => void): void
  end(ownerId: string): void
  /** The answer is there: nothing listens for it any more, and the sign-in is over once `work` has ended. */
  finish<T>(ownerId: string, signIn: SignIn, work: () => Promise<T>): Promise<T>
  close(): void
}

/** What runs while a sign-in waits: a listener or the polling. One for each owner. */
export function createWaiting(): Waiting {
  const running = new Map<string, { signIn: SignIn; stop: () => void }>()
  const finishing = new Map<string, SignIn>()
  const end = (ownerId: string) => {
    const one = running.get(ownerId)
    running.delete(ownerId)
    one?.stop()
  }
  return {
    of: (ownerId) => running.get(ownerId)?.signIn ?? finishing.get(ownerId) ?? null,
    at: (redirectUri) =>
      [...running].flatMap(([ownerId, { signIn }]) =>
        signIn.kind === 'browser' && signIn.redirectUri === redirectUri ? [ownerId] : [],
      ),
    add: (ownerId, signIn, stop) => void running.set(ownerId, { signIn, stop }),
    end,
    async finish(ownerId, signIn, work) {
      end(ownerId)
      finishing.set(ownerId, signIn)
      try {
        return await work()
      } finally {
        finishing.delete(ownerId)
      }
    },
    close() {
      for (const ownerId of [...running.keys()]) end(ownerId)
    },
  }
}
