import { Cpu } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Agent } from '../../shared/domain/agent'
import type { ModelProvider, ModelRef } from '../../shared/domain/model'
import { useQueryOf } from '../app/query'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { TextArea } from '../ui/text-area'
import { TextInput } from '../ui/text-input'
import { useDraft } from './use-draft'
import { WiredConnectors } from './wired-connectors'

type AgentDetailsProps = {
  agent: Agent
  onSave: (changes: Partial<Pick<Agent, 'description' | 'instructions' | 'model'>>) => void
}

export function AgentDetails({ agent, onSave }: AgentDetailsProps) {
  const { t } = useTranslation('agents')
  const description = useDraft(agent.description, (text) => onSave({ description: text.trim() }))
  const instructions = useDraft(agent.instructions, (text) => onSave({ instructions: text }))
  return (
    <div className="flex flex-col gap-5">
      <Field label={t('description.label')} hint={t('description.hint')}>
        <TextInput maxLength={1024} {...description} />
      </Field>
      <WiredConnectors agent={agent} />
      <Field label={t('instructions.label')} hint={t('instructions.hint')}>
        <TextArea minRows={8} maxRows={24} maxLength={50_000} {...instructions} />
      </Field>
      <ModelChoice model={agent.model} onChange={(model) => onSave({ model })} />
    </div>
  )
}

const WORKSPACE = 'workspace'
const keyOf = ({ providerId, modelId }: ModelRef): string => JSON.stringify([providerId, modelId])

type Choice = { value: string; label: string; ref: ModelRef | null }

const choicesOf = (providers: ModelProvider[]): Choice[] =>
  providers.flatMap((provider) =>
    provider.models.map((modelId) => {
      const ref = { providerId: provider.id, modelId }
      const label = provider.kind === 'built-in' ? provider.name : `${modelId} · ${provider.name}`
      return { value: keyOf(ref), label, ref }
    }),
  )

function ModelChoice({ model, onChange }: { model: ModelRef | null; onChange: (model: ModelRef | null) => void }) {
  const { t } = useTranslation('agents')
  const { data } = useQueryOf(['models', 'list'])
  const offered = choicesOf(data?.providers ?? [])
  const standard = data ? offered.find(({ value }) => value === keyOf(data.workspaceDefault)) : undefined
  const workspace: Choice = {
    value: WORKSPACE,
    label: t('model.workspace', { name: standard?.label ?? data?.workspaceDefault.modelId ?? '' }),
    ref: null,
  }
  const value = model ? keyOf(model) : WORKSPACE
  const gone = model && data && !offered.some((choice) => choice.value === value)
  const choices: Choice[] = [
    workspace,
    ...offered,
    ...(gone ? [{ value, label: t('model.gone', { model: model.modelId }), ref: model }] : []),
  ]
  return (
    <Field required label={t('model.label')}>
      <Select
        value={value}
        onChange={(next) => onChange(choices.find((choice) => choice.value === next)?.ref ?? null)}
        options={choices.map(({ value, label }) => ({ value, label, icon: <Cpu aria-hidden="true" /> }))}
      />
    </Field>
  )
}
