import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignIn } from '../../shared/domain/connector'
import type { AppError } from '../../shared/errors'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { Jack } from '../ui/jack'
import { Time } from '../ui/time'
import { api } from './api'

type SignInWaitingProps = {
  signIn: SignIn
  onCancel: () => void
  canceling: boolean
  error: AppError | null
  /** What to do in the browser, where that is not all. */
  browserHint?: string
  /** Further ways for a sign-in in the browser. */
  children?: ReactNode
}

/** A sign-in that waits for the person: where it goes on, what happens then, and the way out. */
export function SignInWaiting({ signIn, onCancel, canceling, error, browserHint, children }: SignInWaitingProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-3 rounded-md bg-sunken px-4 py-3.5">
      {signIn.kind === 'browser' ? (
        <>
          <div role="status" className="flex items-start gap-2.5 text-sm">
            <span className="flex h-5 items-center">
              <Jack state="working" />
            </span>
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p className="font-medium">{t('ui:signIn.browser', { host: signIn.host })}</p>
              <p className="text-muted">{browserHint ?? t('ui:signIn.browserHint')}</p>
            </div>
          </div>
          {children}
        </>
      ) : (
        <DeviceCode signIn={signIn} />
      )}
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex items-center gap-3">
        <Button busy={canceling} onClick={onCancel}>
          {t('ui:signIn.cancel')}
        </Button>
        <span className="text-muted text-xs">
          {t('ui:signIn.until')} <Time at={signIn.expiresAt} />
        </span>
      </div>
    </div>
  )
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

function DeviceCode({ signIn }: { signIn: Extract<SignIn, { kind: 'device' }> }) {
  const { t } = useTranslation()
  const { userCode, verificationUri, verificationUriComplete } = signIn
  return (
    <>
      <div role="status" className="text-sm">
        <p className="font-medium">{t('ui:signIn.device', { address: verificationUri })}</p>
        <p className="mt-2 flex items-center gap-2">
          <span className="select-text font-mono font-semibold text-2xl tracking-[0.12em]">{userCode}</span>
          <CopyButton text={userCode} label={t('ui:signIn.copyCode')} />
        </p>
        <p className="mt-1 text-muted">{t('ui:signIn.deviceHint')}</p>
      </div>
      <div>
        <Button
          variant="primary"
          icon={<ExternalLink aria-hidden="true" />}
          onClick={() => void api.app.openLink({ url: verificationUriComplete ?? verificationUri })}
        >
          {t('ui:signIn.open', { host: hostOf(verificationUri) })}
        </Button>
      </div>
    </>
  )
}
