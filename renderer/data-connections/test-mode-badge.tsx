import { useTranslation } from 'react-i18next'
import { Badge } from '../ui/badge'

/** The credential leads to test data. */
export function TestModeBadge() {
  const { t } = useTranslation('data-connections')
  return <Badge tone="warn">{t('testMode')}</Badge>
}
