import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignIn } from '../../shared/domain/connector'
import { useQueryOf } from '../app/query'
import { SignInWaiting } from '../app/sign-in-waiting'
import { useCommand } from '../app/use-command'
import { CopyButton } from '../ui/copy-button'

type SignInWaitProps = {
  /** Of the draft. */
  id: string
  signIn: SignIn
  /** Called once when it is no longer pending, with whether somebody signed in. */
  onEnd: (signedIn: boolean) => void
}

/** The sign-in of a draft, until it ended one way or the other. */
export function SignInWait({ id, signIn, onEnd }: SignInWaitProps) {
  const cancel = useCommand(['dataConnections', 'cancelSignIn'])
  const [since] = useState(() => Date.now())
  const { data, dataUpdatedAt, isFetching, refetch } = useQueryOf(['dataConnections', 'signInState'], { id })
  const end = useEffectEvent(onEnd)
  // An answer from before is about an earlier sign-in.
  const over = data !== undefined && !isFetching && dataUpdatedAt >= since && data.pending === null
  const signedIn = data?.signedIn ?? false
  useEffect(() => void refetch(), [refetch])
  useEffect(() => {
    if (over) end(signedIn)
  }, [over, signedIn])
  async function handleCancel() {
    if ((await cancel.run({ id })).ok) await refetch()
  }
  return (
    <SignInWaiting signIn={signIn} onCancel={() => void handleCancel()} canceling={cancel.busy} error={cancel.error}>
      {signIn.kind === 'browser' ? <RedirectRefused uri={signIn.redirectUri} /> : null}
    </SignInWaiting>
  )
}

function RedirectRefused({ uri }: { uri: string }) {
  const { t } = useTranslation('data-connections')
  return (
    <details>
      <summary className="w-fit rounded-sm text-muted text-xs hover:text-ink">{t('signIn.redirectRefused')}</summary>
      <p className="mt-1 text-muted text-xs">{t('signIn.redirectHint')}</p>
      <p className="mt-1 flex items-center gap-2">
        <span className="min-w-0 select-text font-mono text-xs [overflow-wrap:anywhere]">{uri}</span>
        <CopyButton text={uri} label={t('signIn.copyRedirect')} />
      </p>
    </details>
  )
}
