import { type FormEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceInfo } from '../../shared/domain/data-connection'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Jack } from '../ui/jack'
import { Section } from '../ui/section'
import { SignInWait } from './sign-in-wait'
import { SourceFields } from './source-fields'
import { isFilledIn, methodOf } from './source-values'
import { TestModeBadge } from './test-mode-badge'
import { UnfinishedNote } from './unfinished-note'
import type { Found, useConnect } from './use-connect'

type ConnectStepProps = { source: SourceInfo; connect: ReturnType<typeof useConnect> }

/** How to get in: the form, the sign-in in the browser where there is one, and who it is there. */
export function ConnectStep({ source, connect }: ConnectStepProps) {
  const { t } = useTranslation('data-connections')
  const { values, signIn, draftId, found, busy } = connect
  const signsIn = methodOf(source, values)?.signsIn ?? false
  const ready = isFilledIn(source, values, false)
  const form = useRef<HTMLFormElement>(null)
  // The tile that had the focus is gone.
  useEffect(() => form.current?.querySelector('input')?.focus(), [])
  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (ready && !busy) void connect.start()
  }
  return (
    <Section title={t('step.connect')} hint={t(signsIn ? 'step.signInHint' : 'step.connectHint')}>
      <form ref={form} onSubmit={handleSubmit} className="flex max-w-120 flex-col gap-4">
        {/* Nothing can be typed while a sign-in or a check belongs to what was typed. */}
        <fieldset disabled={busy || signIn !== null} className="flex min-w-0 flex-col gap-4">
          <SourceFields source={source} values={values} onChange={connect.change} />
        </fieldset>
        {connect.error ? <ErrorNote error={connect.error} /> : null}
        {connect.unfinished && draftId ? <UnfinishedNote id={draftId} /> : null}
        {signIn && draftId ? (
          <SignInWait id={draftId} signIn={signIn} onEnd={(signedIn) => void connect.endSignIn(signedIn)} />
        ) : (
          <div className="flex items-center gap-3">
            <Button type="submit" variant={found ? 'secondary' : 'primary'} busy={busy} disabled={!ready}>
              {t(signsIn ? 'connect.signIn' : 'connect.check', { source: source.name })}
            </Button>
            {found ? <WhoItIs found={found} /> : null}
          </div>
        )}
      </form>
    </Section>
  )
}

function WhoItIs({ found: { identity, testMode } }: { found: Found }) {
  return (
    <span role="status" className="flex min-w-0 items-center gap-2 text-sm">
      <Jack state="connected" label={identity} />
      {testMode ? <TestModeBadge /> : null}
    </span>
  )
}
