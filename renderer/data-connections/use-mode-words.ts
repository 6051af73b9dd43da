import { useTranslation } from 'react-i18next'
import type { DiscoveredStream, StreamSettings } from '../../shared/domain/data-connection'
import { fieldLabel } from './field-label'
import { cursorOf, fieldsLeftOut } from './stream-drafts'

/** "What changed, by updated_at · 12 of 16 fields · 2 filters". */
export function useModeWords(stream: DiscoveredStream, settings: StreamSettings): string {
  const { t } = useTranslation('data-connections')
  const { mode, filters } = settings
  const cursor = cursorOf(stream, settings)
  const all = stream.fields.length
  const left = fieldsLeftOut(stream, settings).length
  const how = mode === 'full' || cursor === null ? 'mode.fullWords' : 'mode.incrementalWords'
  return [
    t(how, { field: cursor === null ? '' : fieldLabel(stream, cursor) }),
    ...(left > 0 ? [t('mode.fields', { count: all - left, all })] : []),
    ...(filters.length > 0 ? [t(`mode.filters.${stream.filters}`, { count: filters.length })] : []),
  ].join(' · ')
}
