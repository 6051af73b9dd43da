import { useTranslation } from 'react-i18next'
import type { DiscoveredStream, StreamSettings } from '../../shared/domain/data-connection'
import { cursorOf } from './stream-drafts'

/** "What changed, by updated_at · 2 filters". */
export function useModeWords(stream: DiscoveredStream, settings: StreamSettings): string {
  const { t } = useTranslation('data-connections')
  const { mode, filters, fields } = settings
  const how = mode === 'full' ? t('mode.fullWords') : t('mode.incrementalWords', { field: cursorOf(stream, settings) })
  return [
    how,
    ...(fields ? [t('mode.fields', { count: fields.length })] : []),
    ...(filters.length > 0 ? [t('mode.filters', { count: filters.length })] : []),
  ].join(' · ')
}
