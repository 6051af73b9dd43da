import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocalModelServer } from '../../shared/domain/model'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { DefaultModel } from './default-model'
import { LocalModels } from './local-models'
import { ProviderForm } from './provider-form'
import { ProviderRow } from './provider-row'

/** Which models there are, which one answers by default, and how to add more. */
export function ModelSettings() {
  const { t } = useTranslation('settings')
  const { data, error, refetch } = useQueryOf(['models', 'list'])
  const [adding, setAdding] = useState<'new' | LocalModelServer | null>(null)
  if (!data)
    return error ? (
      <ErrorNote error={error} action={{ label: t('retry'), onClick: () => void refetch() }} />
    ) : (
      <Skeleton />
    )
  const done = () => setAdding(null)
  return (
    <>
      <Section title={t('models.default')} hint={t('models.defaultHint')}>
        <DefaultModel providers={data.providers} value={data.workspaceDefault} />
      </Section>
      <Section
        title={t('models.providers')}
        actions={
          adding ? null : (
            <Button icon={<Plus aria-hidden="true" />} onClick={() => setAdding('new')}>
              {t('models.add')}
            </Button>
          )
        }
      >
        <ul aria-label={t('models.list')} className="divide-y divide-line border-line border-y">
          {data.providers.map((provider) => (
            <li key={provider.id}>
              <ProviderRow provider={provider} />
            </li>
          ))}
        </ul>
        {adding ? (
          <div className="mt-4">
            <ProviderForm
              key={adding === 'new' ? 'new' : adding.baseUrl}
              {...(adding === 'new' ? {} : { local: adding })}
              onDone={done}
            />
          </div>
        ) : null}
      </Section>
      <LocalModels providers={data.providers} onAdd={setAdding} />
    </>
  )
}
