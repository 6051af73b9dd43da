import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignIn } from '../../shared/domain/connector'
import type { DataConnection, SourceInfo } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { toast } from '../ui/toast'
import { methodOf, splitValues, startValues } from './source-values'

/** A sign-in in the browser needs no new settings; changed ones are checked and stored before it. */
export function useReconnect(connection: DataConnection, source: SourceInfo, onDone: () => void) {
  const { t } = useTranslation('data-connections')
  const { id } = connection
  const start = startValues(source, connection.config)
  const [values, setValues] = useState(start)
  const [replaceData, setReplaceData] = useState(false)
  const [signIn, setSignIn] = useState<SignIn | null>(null)
  const [unfinished, setUnfinished] = useState(false)
  const reconnect = useCommand(['dataConnections', 'reconnect'])
  const signing = useCommand(['dataConnections', 'signIn'])
  const changed = JSON.stringify(values) !== JSON.stringify(start)
  const signsIn = methodOf(source, values)?.signsIn ?? false
  const error = reconnect.error ?? signing.error

  function done() {
    toast({ title: t('reconnect.done'), tone: 'good' })
    onDone()
  }

  return {
    values,
    setValues,
    /** Stored secrets belong to the way to connect that is stored. */
    sameMethod: values.auth === start.auth,
    replaceData,
    setReplaceData,
    signIn,
    unfinished,
    busy: reconnect.busy || signing.busy,
    error,
    asksForData: replaceData || reconnect.error?.code === 'conflict' || reconnect.error?.code === 'refused',
    async save() {
      signing.clearError()
      setUnfinished(false)
      if (changed || replaceData || !signsIn) {
        const stored = await reconnect.run({ id, ...splitValues(source, values), replaceData })
        if (!stored.ok) return
      }
      if (!signsIn) return done()
      const started = await signing.run({ id })
      if (!started.ok) return
      if (started.value === null) done()
      else setSignIn(started.value)
    },
    endSignIn(signedIn: boolean) {
      setSignIn(null)
      setUnfinished(!signedIn)
      if (signedIn) done()
    },
  }
}
