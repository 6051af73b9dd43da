import { useCallback, useEffect, useRef, useState } from 'react'
import type { ConfigValues, SecretValues } from '../../../shared/domain/common'
import { type AppError, describeError } from '../../../shared/errors'
import type { Result } from '../../../shared/result'
import { useCommand } from '../../app/use-command'
import type { SaveState } from '../../ui/saved-mark'
import { toast } from '../../ui/toast'
import { useAutosave } from '../../ui/use-autosave'

const WORST: SaveState[] = ['failed', 'saving', 'saved', 'idle']

/** Says what was not stored when there is no page left to say it on. */
function useLastWords(): (result: Result<unknown>) => boolean {
  const live = useRef(true)
  useEffect(() => {
    live.current = true
    return () => {
      live.current = false
    }
  }, [])
  return useCallback((result) => {
    if (!result.ok && !live.current && result.error.code !== 'not-found') {
      const { title, advice } = describeError(result.error)
      toast({ title, description: advice, tone: 'bad' })
    }
    return result.ok
  }, [])
}

const without = <T>(values: Record<string, T>, keys: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)))

/**
 * What is typed on the page of one connector, and its way into the store. What was typed here stands above what main
 * says, so an answer that comes late never changes a field under the cursor.
 */
export function useConnectorForm(id: string, reread: () => Promise<unknown>) {
  const configure = useCommand(['connectors', 'configure'])
  const setSecret = useCommand(['connectors', 'setSecret'])
  const [typed, setTyped] = useState<ConfigValues>({})
  const [secrets, setSecrets] = useState<SecretValues>({})
  const heard = useLastWords()
  const config = useAutosave<ConfigValues>(async (change) => heard(await configure.run({ id, config: change })))
  const vault = useAutosave<SecretValues>(async (change) => {
    for (const [key, value] of Object.entries(change)) {
      if (!heard(await setSecret.run({ id, key, value }))) return false
    }
    return true
  })
  const error: AppError | null = configure.error ?? setSecret.error

  async function flush(): Promise<boolean> {
    const stored = await Promise.all([config.flush(), vault.flush()])
    return stored.every(Boolean)
  }
  /** Forgets a typed secret once it is stored, unless it was typed on meanwhile. */
  async function leaveSecret(key: string): Promise<void> {
    const left = secrets[key]
    if (left === undefined || !(await vault.flush())) return
    await reread()
    setSecrets((before) => (before[key] === left ? without(before, [key]) : before))
  }

  return {
    typed,
    secrets,
    setValue(key: string, value: string) {
      setTyped((before) => ({ ...before, [key]: value }))
      config.change({ [key]: value })
    },
    setSecret(key: string, value: string) {
      setSecrets((before) => ({ ...before, [key]: value }))
      vault.change({ [key]: value })
    },
    leaveSecret,
    /** Main changed these fields itself: what it says counts again. */
    giveBack: (keys: string[]) => setTyped((before) => without(before, keys)),
    flush,
    state: WORST.find((state) => state === config.state || state === vault.state) ?? 'idle',
    error,
  }
}

export type ConnectorForm = ReturnType<typeof useConnectorForm>
