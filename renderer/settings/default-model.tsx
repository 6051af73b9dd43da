import { Cpu } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ModelProvider, ModelRef } from '../../shared/domain/model'
import { useCommand } from '../app/use-command'
import { ErrorNote } from '../ui/error-note'
import { Select } from '../ui/select'

const keyOf = ({ providerId, modelId }: ModelRef): string => JSON.stringify([providerId, modelId])

type DefaultModelProps = { providers: ModelProvider[]; value: ModelRef }

export function DefaultModel({ providers, value }: DefaultModelProps) {
  const { t } = useTranslation('settings')
  const { run, error } = useCommand(['models', 'setWorkspaceDefault'])
  const choices = providers.flatMap((provider) =>
    provider.models.map((modelId) => ({
      ref: { providerId: provider.id, modelId },
      label: provider.kind === 'built-in' ? provider.name : `${modelId} · ${provider.name}`,
    })),
  )
  const known = choices.some(({ ref }) => keyOf(ref) === keyOf(value))
  const all = known ? choices : [...choices, { ref: value, label: value.modelId }]
  function choose(key: string) {
    const chosen = all.find(({ ref }) => keyOf(ref) === key)
    if (chosen) void run(chosen.ref)
  }
  return (
    <div className="flex max-w-100 flex-col gap-2">
      <Select
        label={t('models.defaultLabel')}
        value={keyOf(value)}
        onChange={choose}
        options={all.map(({ ref, label }) => ({ value: keyOf(ref), label, icon: <Cpu aria-hidden="true" /> }))}
      />
      {error ? <ErrorNote error={error} /> : null}
    </div>
  )
}
