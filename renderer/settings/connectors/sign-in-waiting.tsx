import { ExternalLink } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector, SignIn } from '../../../shared/domain/connector'
import { api } from '../../app/api'
import { useCommand } from '../../app/use-command'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { ErrorNote } from '../../ui/error-note'
import { Field } from '../../ui/field'
import { Jack } from '../../ui/jack'
import { TextInput } from '../../ui/text-input'
import { Time } from '../../ui/time'
import { needsPaste } from './connector-state'

type SignInWaitingProps = { connector: Connector; signIn: SignIn }

/** A sign-in that waits for the person: where it goes on, what happens then, and the way out. */
export function SignInWaiting({ connector, signIn }: SignInWaitingProps) {
  const { t } = useTranslation('connectors')
  const cancel = useCommand(['connectors', 'cancelSignIn'])
  return (
    <div className="flex flex-col gap-3 rounded-md bg-sunken px-4 py-3.5">
      {signIn.kind === 'browser' ? <BrowserWait id={connector.id} signIn={signIn} /> : <DeviceWait signIn={signIn} />}
      {cancel.error ? <ErrorNote error={cancel.error} /> : null}
      <div className="flex items-center gap-3">
        <Button busy={cancel.busy} onClick={() => void cancel.run({ id: connector.id })}>
          {t('wait.cancel')}
        </Button>
        <span className="text-muted text-xs">
          {t('wait.until')} <Time at={signIn.expiresAt} />
        </span>
      </div>
    </div>
  )
}

function BrowserWait({ id, signIn }: { id: string; signIn: Extract<SignIn, { kind: 'browser' }> }) {
  const { t } = useTranslation('connectors')
  const pasted = needsPaste(signIn.redirectUri)
  return (
    <>
      <div role="status" className="flex items-start gap-2.5 text-sm">
        <span className="flex h-5 items-center">
          <Jack state="working" />
        </span>
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <p className="font-medium">{t('wait.browser', { host: signIn.host })}</p>
          <p className="text-muted">{t(pasted ? 'wait.browserPaste' : 'wait.browserHint')}</p>
        </div>
      </div>
      {pasted ? (
        <PasteAddress id={id} />
      ) : (
        <details>
          <summary className="w-fit rounded-sm text-muted text-xs hover:text-ink">{t('wait.stuck')}</summary>
          <div className="mt-2">
            <PasteAddress id={id} />
          </div>
        </details>
      )}
    </>
  )
}

function PasteAddress({ id }: { id: string }) {
  const { t } = useTranslation('connectors')
  const { run, busy, error } = useCommand(['connectors', 'pasteCallback'])
  const [url, setUrl] = useState('')
  async function finish(event: FormEvent) {
    event.preventDefault()
    const result = await run({ id, url: url.trim() })
    if (result.ok) setUrl('')
  }
  return (
    <form onSubmit={(event) => void finish(event)} className="flex flex-col gap-2">
      <Field required label={t('wait.paste')} hint={t('wait.pasteHint')}>
        <TextInput
          mono
          value={url}
          onChange={setUrl}
          autoComplete="off"
          maxLength={8192}
          placeholder="https://…?code=…"
        />
      </Field>
      <div>
        <Button type="submit" busy={busy} disabled={url.trim() === ''}>
          {t('wait.finish')}
        </Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

function DeviceWait({ signIn }: { signIn: Extract<SignIn, { kind: 'device' }> }) {
  const { t } = useTranslation('connectors')
  const { userCode, verificationUri, verificationUriComplete } = signIn
  return (
    <>
      <div role="status" className="text-sm">
        <p className="font-medium">{t('wait.device', { address: verificationUri })}</p>
        <p className="mt-2 flex items-center gap-2">
          <span className="select-text font-mono font-semibold text-2xl tracking-[0.12em]">{userCode}</span>
          <CopyButton text={userCode} label={t('wait.copyCode')} />
        </p>
        <p className="mt-1 text-muted">{t('wait.deviceHint')}</p>
      </div>
      <div>
        <Button
          variant="primary"
          icon={<ExternalLink aria-hidden="true" />}
          onClick={() => void api.app.openLink({ url: verificationUriComplete ?? verificationUri })}
        >
          {t('wait.open', { host: hostOf(verificationUri) })}
        </Button>
      </div>
    </>
  )
}
