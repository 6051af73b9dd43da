import { useTranslation } from 'react-i18next'
import type { Connector } from '../../../shared/domain/connector'
import { cx } from '../../ui/cx'
import { Jack } from '../../ui/jack'
import { Time } from '../../ui/time'
import { jackOf } from './connector-state'

/** Name and last use, type and status, and who depends on it. */
export function ConnectorRow({ connector, typeName }: { connector: Connector; typeName: string }) {
  const { t } = useTranslation('connectors')
  const { name, status, usedBy, lastUsedAt } = connector
  const jack = jackOf(status)
  return (
    <span className="flex w-full min-w-0 items-start gap-2.5 py-2">
      <span className="flex h-5 items-center">
        <Jack state={jack} />
      </span>
      <span className="min-w-0 flex-1 text-xs">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium text-sm">{name}</span>
          <span className="shrink-0 text-muted">{lastUsedAt ? <Time at={lastUsedAt} /> : t('list.unused')}</span>
        </span>
        <span className="block truncate text-muted">
          {typeName} · <span className={cx(jack === 'attention' && 'text-bad')}>{t(`status.${status}`)}</span>
        </span>
        <span className="block truncate text-muted">
          {usedBy.length === 0
            ? t('list.nobody')
            : t('list.usedBy', { names: usedBy.map((dependent) => dependent.name).join(', ') })}
        </span>
      </span>
    </span>
  )
}
