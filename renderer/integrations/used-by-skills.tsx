import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Cable } from '../ui/cable'
import { Jack } from '../ui/jack'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { Section } from '../ui/section'

export function UsedBySkills({ integrationId }: { integrationId: string }) {
  const { t } = useTranslation('integrations')
  const go = useGo()
  const { data } = useQueryOf(['skills', 'list'])
  const skills = data?.filter(({ integrationIds }) => integrationIds.includes(integrationId)) ?? []
  return (
    <Section title={t('skills.title')}>
      {skills.length === 0 ? <p className="text-muted text-sm">{t('skills.none')}</p> : null}
      <RowList
        label={t('skills.list')}
        items={skills}
        itemKey={({ id }) => id}
        onSelect={({ id }) => go(`/skills/${id}`)}
        renderItem={({ name, description, active }) => (
          <Row
            leading={
              <>
                <Cable width={24} state={active ? 'on' : 'off'} className="me-1" />
                <Jack state={active ? 'connected' : 'disconnected'} />
              </>
            }
            title={name}
            subtitle={description}
            quiet={!active}
            trailing={active ? null : t('skills.off')}
          />
        )}
      />
    </Section>
  )
}
