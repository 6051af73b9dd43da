import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector, SignIn } from '../../../shared/domain/connector'
import { SignInWaiting } from '../../app/sign-in-waiting'
import { useCommand } from '../../app/use-command'
import { Button } from '../../ui/button'
import { ErrorNote } from '../../ui/error-note'
import { Field } from '../../ui/field'
import { TextInput } from '../../ui/text-input'
import { needsPaste } from './connector-state'

type ConnectorSignInProps = { connector: Connector; signIn: SignIn }

/** Where the browser cannot come back by itself, the address it ended on is pasted. */
export function ConnectorSignIn({ connector: { id }, signIn }: ConnectorSignInProps) {
  const { t } = useTranslation('connectors')
  const { run, busy, error } = useCommand(['connectors', 'cancelSignIn'])
  const pasted = signIn.kind === 'browser' && needsPaste(signIn.redirectUri)
  return (
    <SignInWaiting
      signIn={signIn}
      onCancel={() => void run({ id })}
      canceling={busy}
      error={error}
      {...(pasted ? { browserHint: t('wait.browserPaste') } : {})}
    >
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
    </SignInWaiting>
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
