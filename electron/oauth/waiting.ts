import type { SignIn } from '../../shared/domain/connector'

export type Waiting = {
  of(ownerId: string): SignIn | null
  add(ownerId: string, signIn: SignIn, stop: () => void): void
  end(ownerId: string): void
  close(): void
}

/** What runs while a sign-in waits: a listener or the polling. One for each owner. */
export function createWaiting(): Waiting {
  const running = new Map<string, { signIn: SignIn; stop: () => void }>()
  const end = (ownerId: string) => {
    const one = running.get(ownerId)
    running.delete(ownerId)
    one?.stop()
  }
  return {
    of: (ownerId) => running.get(ownerId)?.signIn ?? null,
    add: (ownerId, signIn, stop) => void running.set(ownerId, { signIn, stop }),
    end,
    close() {
      for (const ownerId of [...running.keys()]) end(ownerId)
    },
  }
}
