import { Check, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector } from '../../../shared/domain/connector'
import { useCommand } from '../../app/use-command'
import { Button } from '../../ui/button'
import { Chip } from '../../ui/chip'
import { CopyButton } from '../../ui/copy-button'
import { ErrorNote } from '../../ui/error-note'
import { Field } from '../../ui/field'
import { Section } from '../../ui/section'
import { TextInput } from '../../ui/text-input'
import { Time } from '../../ui/time'
import { toast } from '../../ui/toast'
import { ConnectorSignIn } from './connector-sign-in'
import { isSignedIn, revocationKey, SIGN_IN } from './connector-state'

import type { ConnectorForm } from './use-connector-form'

type SignInPanelProps = { connector: Connector; form: ConnectorForm }

/** Where the answer comes back to, the sign-in itself, and what it granted. */
export function SignInPanel({ connector, form }: SignInPanelProps) {
  const { t } = useTranslation('connectors')
  const { redirectUri, signIn } = connector
  return (
    <Section title={t('signIn.title')} hint={t('signIn.hint')}>
      <div id={SIGN_IN} tabIndex={-1} className="flex flex-col gap-4 outline-none">
        {redirectUri ? (
          <Field required label={t('signIn.redirect')} hint={t('signIn.redirectHint')}>
            <TextInput
              mono
              readOnly
              value={redirectUri}
              onChange={() => {}}
              end={<CopyButton text={redirectUri} label={t('signIn.copyRedirect')} />}
            />
          </Field>
        ) : null}
        {signIn ? (
          <ConnectorSignIn connector={connector} signIn={signIn} />
        ) : (
          <SignInButtons connector={connector} form={form} />
        )}
        <SignInFacts connector={connector} />
      </div>
    </Section>
  )
}

function SignInButtons({ connector, form }: SignInPanelProps) {
  const { t } = useTranslation('connectors')
  const { id, status } = connector
  const signIn = useCommand(['connectors', 'signIn'])
  const signOut = useCommand(['connectors', 'signOut'])
  const error = signIn.error ?? signOut.error
  const signedIn = isSignedIn(connector)
  async function start() {
    signOut.clearError()
    if (await form.flush()) await signIn.run({ id })
  }
  async function leave() {
    signIn.clearError()
    const result = await signOut.run({ id })
    if (!result.ok) return
    toast({ title: t('signIn.out'), description: t(`signIn.${revocationKey(result.value.revoked)}`) })
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant={status === 'ready' ? 'secondary' : 'primary'}
          busy={signIn.busy}
          disabled={status === 'incomplete'}
          onClick={() => void start()}
        >
          {t(signedIn ? 'signIn.again' : 'signIn.button')}
        </Button>
        {signedIn ? (
          <Button busy={signOut.busy} onClick={() => void leave()}>
            {t('signIn.outButton')}
          </Button>
        ) : null}
        {status === 'incomplete' ? <span className="text-muted text-xs">{t('signIn.first')}</span> : null}
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="py-0.5 text-muted">{name}</dt>
      <dd className="min-w-0 py-0.5 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}

function SignInFacts({ connector }: { connector: Connector }) {
  const { t } = useTranslation('connectors')
  const { identity, grantedScopes, missingScopes, expiresAt, lastRefreshedAt } = connector
  const scopes = grantedScopes ?? []
  return (
    <dl className="grid grid-cols-[128px_1fr] items-baseline gap-x-3 text-sm empty:hidden">
      {identity ? <Fact name={t('signIn.as')}>{identity}</Fact> : null}
      {scopes.length + missingScopes.length > 0 ? (
        <Fact name={t('signIn.scopes')}>
          <ul className="flex flex-wrap gap-1.5">
            {scopes.map((scope) => (
              <li key={scope} title={scope} className="flex min-w-0">
                <Chip icon={<Check className="text-good" aria-hidden="true" />}>{scope}</Chip>
              </li>
            ))}
            {missingScopes.map((scope) => (
              <li key={scope} title={scope} className="flex min-w-0">
                <Chip icon={<TriangleAlert className="text-warn" aria-hidden="true" />}>
                  {t('signIn.missing', { scope })}
                </Chip>
              </li>
            ))}
          </ul>
        </Fact>
      ) : null}
      {expiresAt ? (
        <Fact name={t(new Date(expiresAt) > new Date() ? 'signIn.expires' : 'signIn.expired')}>
          <Time at={expiresAt} />
        </Fact>
      ) : null}
      {lastRefreshedAt ? (
        <Fact name={t('signIn.refreshed')}>
          <Time at={lastRefreshedAt} />
        </Fact>
      ) : null}
    </dl>
  )
}
