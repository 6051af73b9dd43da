import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector } from '../../../shared/domain/connector'
import type { OutputOf } from '../../app/query'
import { useCommand } from '../../app/use-command'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { CodeBlock } from '../../ui/code-block'
import { ErrorNote } from '../../ui/error-note'
import { Field } from '../../ui/field'
import { RequestBlock } from '../../ui/request-block'
import { Section } from '../../ui/section'
import { TextInput } from '../../ui/text-input'
import { durationWords } from '../../ui/time-words'
import type { ConnectorForm } from './use-connector-form'

type Answer = OutputOf<'connectors', 'test'>

/** Sends one GET with the credential and shows both sides of it. */
export function TestPanel({ connector, form }: { connector: Connector; form: ConnectorForm }) {
  const { t } = useTranslation('connectors')
  const { run, busy, error } = useCommand(['connectors', 'test'])
  const [path, setPath] = useState('')
  const [answer, setAnswer] = useState<Answer | null>(null)
  async function send(event: FormEvent) {
    event.preventDefault()
    if (busy || !(await form.flush())) return
    const result = await run({ id: connector.id, requestPath: path.trim() })
    setAnswer(result.ok ? result.value : null)
  }
  return (
    <Section title={t('test.title')} hint={t('test.hint')}>
      <form onSubmit={(event) => void send(event)} className="flex flex-col gap-3">
        <Field
          label={t('test.path')}
          hint={connector.baseUrl ? t('test.after', { baseUrl: connector.baseUrl }) : t('test.noBase')}
        >
          <div className="flex items-center gap-2">
            <TextInput mono value={path} onChange={setPath} autoComplete="off" maxLength={2048} placeholder="/" />
            <Button type="submit" size="lg" busy={busy}>
              {t('test.send')}
            </Button>
          </div>
        </Field>
        {error ? <ErrorNote error={error} /> : null}
        {answer ? <TestAnswer answer={answer} /> : null}
      </form>
    </Section>
  )
}

function TestAnswer({ answer }: { answer: Answer }) {
  const { t } = useTranslation('connectors')
  const { request, status, durationMs, message, ok, excerpt } = answer
  return (
    <section aria-label={t('test.result')} className="flex flex-col gap-2">
      <p role="status" className="flex items-start gap-2 text-sm">
        <Badge tone={ok ? 'good' : 'bad'} className="mt-px">
          {status === null ? t('test.noAnswer') : t('test.status', { status })}
        </Badge>
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{message}</span>
        <span className="tnum shrink-0 text-muted text-xs leading-5">{durationWords(durationMs)}</span>
      </p>
      <RequestBlock request={request} />
      {excerpt ? <CodeBlock wrap text={excerpt} caption={t('test.excerpt')} /> : null}
    </section>
  )
}
