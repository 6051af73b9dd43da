import { Radar } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocalModelServer, ModelProvider } from '../../shared/domain/model'
import { skipToken, useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Jack } from '../ui/jack'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { Section } from '../ui/section'

type LocalModelsProps = { providers: ModelProvider[]; onAdd: (server: LocalModelServer) => void }

/** Asks this computer for model servers, only when told to. */
export function LocalModels({ providers, onAdd }: LocalModelsProps) {
  const { t } = useTranslation('settings')
  const [asked, setAsked] = useState(false)
  const { data, error, isFetching, refetch } = useQueryOf(['models', 'detectLocal'], asked ? undefined : skipToken)
  const has = ({ baseUrl }: LocalModelServer) => providers.some((provider) => provider.baseUrl === baseUrl)
  return (
    <Section
      title={t('models.local')}
      hint={t('models.localHint')}
      actions={
        <Button
          icon={<Radar aria-hidden="true" />}
          busy={isFetching}
          onClick={() => (asked ? void refetch() : setAsked(true))}
        >
          {t('models.find')}
        </Button>
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      {asked && data?.length === 0 ? <p className="text-muted text-sm">{t('models.noneFound')}</p> : null}
      {asked && data && data.length > 0 ? (
        <RowList
          lines
          label={t('models.local')}
          items={data}
          itemKey={({ baseUrl }) => baseUrl}
          renderItem={(server) => (
            <Row
              leading={<Jack state={has(server) ? 'connected' : 'disconnected'} />}
              title={server.name}
              subtitle={<span className="font-mono">{server.baseUrl}</span>}
              trailing={t('models.count', { count: server.models.length })}
            />
          )}
          renderActions={(server) => (
            <Button size="sm" disabled={has(server)} onClick={() => onAdd(server)}>
              {has(server) ? t('models.added') : t('models.addLocal', { name: server.name })}
            </Button>
          )}
        />
      ) : null}
    </Section>
  )
}
