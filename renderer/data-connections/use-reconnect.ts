import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignIn } from '../../shared/domain/connector'
import type { DataConnection, SourceInfo } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { toast } from '../ui/toast'
import { methodOf, type SourceValues, splitValues, startValues } from './source-values'
import { useEndedWith } from './use-ended-with'

/**
 * What was typed is checked and takes the place of what is stored. A sign-in in the browser belongs to a draft until it
 * was checked as well: one that is given up, or leads to another account, leaves everything as it is.
 */
export function useReconnect(connection: DataConnection, source: SourceInfo, onDone: () => void) {
  const { t } = useTranslation('data-connections')
  const { id } = connection
  const start = startValues(source, connection.config)
  const [values, setValues] = useState(start)
  const [replaceData, setReplaceData] = useState(false)
  const [signIn, setSignIn] = useState<SignIn | null>(null)
  const [unfinished, setUnfinished] = useState(false)
  const [draftId, setDraftId] = useState<string | null>(null)
  const [signedIn, setSignedIn] = useState(false)
  const drafting = useCommand(['dataConnections', 'draft'])
  const signing = useCommand(['dataConnections', 'signIn'])
  const reconnect = useCommand(['dataConnections', 'reconnect'])
  const signsIn = methodOf(source, values)?.signsIn ?? false
  const { error: refusal } = reconnect
  const leadsElsewhere = refusal?.code === 'refused' && refusal.reason === 'another-account'
  useEndedWith(signIn === null ? null : draftId)

  async function store(from: string | null) {
    const changed = { id, ...splitValues(source, values), replaceData }
    const stored = await reconnect.run(from === null ? changed : { ...changed, draftId: from })
    if (!stored.ok) return
    toast({ title: t('reconnect.done'), tone: 'good' })
    onDone()
  }

  async function newDraft(): Promise<string | null> {
    const made = await drafting.run({ sourceId: source.id, ...splitValues(source, values), replaces: id })
    if (!made.ok) return null
    setDraftId(made.value)
    return made.value
  }

  async function signInAnew() {
    setSignedIn(false)
    reconnect.clearError()
    const from = draftId ?? (await newDraft())
    const started = from === null ? null : await signing.run({ id: from })
    if (from === null || !started?.ok) return
    if (started.value === null) await store(from)
    else setSignIn(started.value)
  }

  return {
    values,
    setValues(next: SourceValues) {
      setValues(next)
      setDraftId(null)
      setSignedIn(false)
      setReplaceData(false)
      reconnect.clearError()
    },
    /** Stored secrets belong to the way to connect that is stored. */
    sameMethod: values.auth === start.auth,
    replaceData,
    setReplaceData,
    draftId,
    signIn,
    unfinished,
    busy: drafting.busy || signing.busy || reconnect.busy,
    error: drafting.error ?? signing.error ?? refusal,
    asksForData: replaceData || leadsElsewhere,
    async save() {
      drafting.clearError()
      signing.clearError()
      setUnfinished(false)
      if (!signsIn) return store(null)
      // Who signed in as somebody else either means it, or does so again.
      return signedIn && (replaceData || !leadsElsewhere) ? store(draftId) : signInAnew()
    },
    async endSignIn(ended: boolean) {
      setSignIn(null)
      setUnfinished(!ended)
      setSignedIn(ended)
      if (ended) await store(draftId)
    },
  }
}
