import { ExternalLink } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignIn } from '../../shared/domain/connector'
import { api } from '../app/api'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { Jack } from '../ui/jack'
import { Time } from '../ui/time'

type SignInWaitProps = {
  /** Of the draft or the data connection. */
  id: string
  signIn: SignIn
  /** Called once when it is no longer pending, with whether somebody signed in. */
  onEnd: (signedIn: boolean) => void
}

/** A sign-in that waits for the person: where it goes on, what happens then, and the way out. */
export function SignInWait({ id, signIn, onEnd }: SignInWaitProps) {
  const { t } = useTranslation('data-connections')
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
    <div className="flex flex-col gap-3 rounded-md bg-sunken px-4 py-3.5">
      {signIn.kind === 'browser' ? <BrowserWait signIn={signIn} /> : <DeviceWait signIn={signIn} />}
      {cancel.error ? <ErrorNote error={cancel.error} /> : null}
      <div className="flex items-center gap-3">
        <Button busy={cancel.busy} onClick={() => void handleCancel()}>
          {t('signIn.cancel')}
        </Button>
        <span className="text-muted text-xs">
          {t('signIn.until')} <Time at={signIn.expiresAt} />
        </span>
      </div>
    </div>
  )
}

function BrowserWait({ signIn: { host, redirectUri } }: { signIn: Extract<SignIn, { kind: 'browser' }> }) {
  const { t } = useTranslation('data-connections')
  return (
    <>
      <div role="status" className="flex items-start gap-2.5 text-sm">
        <span className="flex h-5 items-center">
          <Jack state="working" />
        </span>
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-medium">{t('signIn.browser', { host })}</p>
          <p className="text-muted">{t('signIn.browserHint')}</p>
        </div>
      </div>
      <details>
        <summary className="w-fit rounded-sm text-muted text-xs hover:text-ink">{t('signIn.redirectRefused')}</summary>
        <p className="mt-1 text-muted text-xs">{t('signIn.redirectHint')}</p>
        <p className="mt-1 flex items-center gap-2">
          <span className="min-w-0 select-text font-mono text-xs [overflow-wrap:anywhere]">{redirectUri}</span>
          <CopyButton text={redirectUri} label={t('signIn.copyRedirect')} />
        </p>
      </details>
    </>
  )
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

function DeviceWait({ signIn }: { signIn: Extract<SignIn, { kind: 'device' }> }) {
  const { t } = useTranslation('data-connections')
  const { userCode, verificationUri, verificationUriComplete } = signIn
  return (
    <>
      <div role="status" className="text-sm">
        <p className="font-medium">{t('signIn.device', { address: verificationUri })}</p>
        <p className="mt-2 flex items-center gap-2">
          <span className="select-text font-mono font-semibold text-2xl tracking-[0.12em]">{userCode}</span>
          <CopyButton text={userCode} label={t('signIn.copyCode')} />
        </p>
        <p className="mt-1 text-muted">{t('signIn.deviceHint')}</p>
      </div>
      <div>
        <Button
          variant="primary"
          icon={<ExternalLink aria-hidden="true" />}
          onClick={() => void api.app.openLink({ url: verificationUriComplete ?? verificationUri })}
        >
          {t('signIn.open', { host: hostOf(verificationUri) })}
        </Button>
      </div>
    </>
  )
}
