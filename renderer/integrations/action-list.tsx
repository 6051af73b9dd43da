import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActionInfo } from '../../shared/domain/integration'
import { Button } from '../ui/button'
import { EffectBadge } from '../ui/effect-badge'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { SearchInput } from '../ui/search-input'
import { Section } from '../ui/section'

const MANY = 10

type ActionListProps = {
  actions: ActionInfo[]
  selected: string | null
  onPreview: (action: ActionInfo) => void
}

export function ActionList({ actions, selected, onPreview }: ActionListProps) {
  const { t } = useTranslation('integrations')
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const shown = actions.filter(({ title, description }) =>
    `${title} ${description}`.toLocaleLowerCase().includes(wanted),
  )
  return (
    <Section
      title={t('actions.title')}
      hint={t('actions.hint')}
      actions={
        actions.length > MANY ? (
          <div className="w-48">
            <SearchInput value={search} onChange={setSearch} placeholder={t('actions.search')} />
          </div>
        ) : null
      }
    >
      <RowList
        lines
        label={t('actions.list')}
        items={shown}
        itemKey={({ id }) => id}
        renderItem={({ title, description, effect }) => (
          <Row title={title} subtitle={description} trailing={<EffectBadge effect={effect} />} />
        )}
        renderActions={(action) => (
          <Button
            size="sm"
            aria-label={t('actions.previewOf', { title: action.title })}
            aria-expanded={action.id === selected}
            onClick={() => onPreview(action)}
          >
            {t('actions.preview')}
          </Button>
        )}
      />
    </Section>
  )
}
