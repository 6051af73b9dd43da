import { Bot, ScrollText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Dependent } from '../../../shared/domain/connector'
import { useGo } from '../../app/navigation'
import { Chip } from '../../ui/chip'
import { Section } from '../../ui/section'

/** Leads to the agents and skills that depend on it. */
export function ConnectorUsers({ usedBy }: { usedBy: Dependent[] }) {
  const { t } = useTranslation('connectors')
  const go = useGo()
  return (
    <Section title={t('users.title')} hint={t('users.hint')}>
      {usedBy.length === 0 ? (
        <p className="text-muted text-sm">{t('users.nobody')}</p>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {usedBy.map(({ kind, id, name }) => (
            <li key={`${kind} ${id}`} className="flex min-w-0">
              <Chip
                icon={kind === 'agent' ? <Bot aria-hidden="true" /> : <ScrollText aria-hidden="true" />}
                onClick={() => go(kind === 'agent' ? `/agents/${id}/tools` : `/skills/${id}`)}
              >
                {name}
              </Chip>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
