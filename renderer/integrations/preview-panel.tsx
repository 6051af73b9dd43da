import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonValue } from '../../shared/domain/common'
import type { Account, ActionInfo, IntegrationInfo } from '../../shared/domain/integration'
import { skipToken, useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { EffectBadge } from '../ui/effect-badge'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { Inspector } from '../ui/inspector'
import { RequestBlock } from '../ui/request-block'
import { Select } from '../ui/select'
import { InputControl } from './input-control'
import { inputFields, readInput, WHOLE_INPUT } from './input-schema'

type PreviewPanelProps = {
  integration: IntegrationInfo
  action: ActionInfo
  accounts: Account[]
  onClose: () => void
}

/** What the action would send, exactly, without sending it. */
export function PreviewPanel({ integration, action, accounts, onClose }: PreviewPanelProps) {
  const { t } = useTranslation('integrations')
  return (
    <Inspector title={action.title} width={420} onClose={onClose} actions={<EffectBadge effect={action.effect} />}>
      <p className="mb-4 text-muted text-sm">{action.description}</p>
      {accounts.length === 0 ? (
        <p className="text-sm">{t('preview.noAccount')}</p>
      ) : (
        <PreviewForm integrationId={integration.id} action={action} accounts={accounts} />
      )}
    </Inspector>
  )
}

type PreviewFormProps = { integrationId: string; action: ActionInfo; accounts: Account[] }

function PreviewForm({ integrationId, action, accounts }: PreviewFormProps) {
  const { t } = useTranslation('integrations')
  const known = inputFields(action.inputSchema)
  const fields = known ?? [WHOLE_INPUT]
  const [typed, setTyped] = useState(() => Object.fromEntries(fields.map(({ key, initial }) => [key, initial])))
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? '')
  const [problems, setProblems] = useState<ReturnType<typeof readInput>['problems']>({})
  const [asked, setAsked] = useState<{ accountId: string; input: JsonValue } | null>(null)
  const { data, error, isFetching, refetch } = useQueryOf(
    ['integrations', 'preview'],
    asked ? { integrationId, actionId: action.id, ...asked } : skipToken,
  )
  function ask(event: FormEvent) {
    event.preventDefault()
    const read = readInput(fields, typed)
    setProblems(read.problems)
    if (Object.keys(read.problems).length > 0) return
    const input = known ? read.input : (read.input[WHOLE_INPUT.key] ?? {})
    if (asked && JSON.stringify(asked) === JSON.stringify({ accountId, input })) return void refetch()
    setAsked({ accountId, input })
  }
  return (
    <>
      <form onSubmit={ask} className="flex flex-col gap-3">
        <Field required label={t('preview.account')}>
          <Select
            value={accountId}
            onChange={setAccountId}
            options={accounts.map(({ id, label }) => ({ value: id, label }))}
          />
        </Field>
        {fields.map((field) => (
          <InputControl
            key={field.key}
            field={field}
            value={typed[field.key] ?? ''}
            problem={problems[field.key]}
            onChange={(value) => setTyped((before) => ({ ...before, [field.key]: value }))}
          />
        ))}
        <div className="flex items-center gap-2">
          <Button type="submit" variant="primary" busy={isFetching}>
            {t('preview.run')}
          </Button>
          <span className="text-muted text-xs">{t('preview.hint')}</span>
        </div>
      </form>
      {error ? <ErrorNote className="mt-4" error={error} /> : null}
      {data ? (
        <section aria-label={t('preview.result')} className="mt-4">
          <RequestBlock request={data} />
        </section>
      ) : null}
    </>
  )
}
