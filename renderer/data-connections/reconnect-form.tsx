import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { toast } from '../ui/toast'
import { SourceFields, splitValues, type Values } from './source-fields'

/** Changes where and as whom it signs in; a stored secret stays unless it is replaced. */
export function ReconnectForm({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const { data: sources = [] } = useQueryOf(['dataConnections', 'sources'])
  const [values, setValues] = useState<Values>(connection.config)
  const reconnect = useCommand(['dataConnections', 'reconnect'])
  const source = sources.find(({ id }) => id === connection.sourceId)
  if (!source) return null
  async function handleSave() {
    if (!source) return
    const result = await reconnect.run({ id: connection.id, ...splitValues(source, values) })
    if (result.ok) toast({ title: t('reconnected') })
  }
  return (
    <div className="grid max-w-120 gap-4">
      <SourceFields source={source} values={values} onChange={setValues} secretStored={connection.hasSecret} />
      {reconnect.error ? <ErrorNote error={reconnect.error} /> : null}
      <div>
        <Button busy={reconnect.busy} onClick={() => void handleSave()}>
          {t('checkAndSave')}
        </Button>
      </div>
    </div>
  )
}
