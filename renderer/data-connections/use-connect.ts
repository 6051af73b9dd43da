import { useState } from 'react'
import type { SignIn } from '../../shared/domain/connector'
import type { DiscoveredStream, SourceInfo } from '../../shared/domain/data-connection'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { methodOf, type SourceValues, splitValues, startValues } from './source-values'
import { useEndedWith } from './use-ended-with'

/** What the source said once it was signed in to. */
export type Found = { id: string; identity: string; testMode: boolean; streams: DiscoveredStream[] }

/**
 * From what was typed to the streams of the source: a draft is stored, signed in to, checked and asked what it has. A
 * draft is used again until something else is typed; one that is left behind is forgotten by main.
 */
export function useConnect(source: SourceInfo) {
  const [values, setValues] = useState<SourceValues>(() => startValues(source))
  const [draftId, setDraftId] = useState<string | null>(null)
  const [signIn, setSignIn] = useState<SignIn | null>(null)
  const [found, setFound] = useState<Found | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const [unfinished, setUnfinished] = useState(false)
  useEndedWith(signIn === null ? null : draftId)

  function stop(why: AppError | null) {
    setError(why)
    setBusy(false)
  }

  async function draft(): Promise<string | null> {
    if (draftId !== null) return draftId
    const made = await api.dataConnections.draft({ sourceId: source.id, ...splitValues(source, values) })
    if (!made.ok) {
      stop(made.error)
      return null
    }
    setDraftId(made.value)
    return made.value
  }

  /** Whether nothing more has to be done by the person before it can be checked. */
  async function signInTo(id: string): Promise<boolean> {
    if (!methodOf(source, values)?.signsIn) return true
    const started = await api.dataConnections.signIn({ id })
    if (!started.ok) stop(started.error)
    else if (started.value !== null) {
      setSignIn(started.value)
      stop(null)
    }
    return started.ok && started.value === null
  }

  async function look(id: string): Promise<void> {
    setBusy(true)
    const checked = await api.dataConnections.check({ id })
    if (!checked.ok) return stop(checked.error)
    const streams = await api.dataConnections.discover({ id })
    if (!streams.ok) return stop(streams.error)
    setFound({ id, ...checked.value, streams: streams.value })
    stop(null)
  }

  return {
    values,
    draftId,
    signIn,
    found,
    error,
    busy,
    /** A sign-in ended without one. */
    unfinished,
    change(next: SourceValues) {
      setValues(next)
      setDraftId(null)
      setFound(null)
      setError(null)
      setUnfinished(false)
    },
    async start() {
      setBusy(true)
      setError(null)
      setUnfinished(false)
      const id = await draft()
      if (id !== null && (await signInTo(id))) await look(id)
    },
    async endSignIn(signedIn: boolean) {
      setSignIn(null)
      setUnfinished(!signedIn)
      if (signedIn && draftId !== null) await look(draftId)
    },
  }
}
