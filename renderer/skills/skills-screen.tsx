import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Skill } from '../../shared/domain/skill'
import { useGo, useParam } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { Mark } from '../ui/mark'
import { PageHeader } from '../ui/page-header'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { Screen } from '../ui/screen'
import { SearchInput } from '../ui/search-input'
import { Skeleton } from '../ui/skeleton'
import { SplitList } from '../ui/split-list'
import { newSkill } from './new-skill'
import { SkillEditor } from './skill-editor'

const matching = (skills: Skill[], search: string): Skill[] => {
  const wanted = search.trim().toLocaleLowerCase()
  return skills.filter(({ name, description }) => `${name} ${description}`.toLocaleLowerCase().includes(wanted))
}

function SkillRow({ skill }: { skill: Skill }) {
  const { t } = useTranslation('skills')
  return (
    <Row
      title={skill.name}
      subtitle={skill.description || t('active.needsDescription')}
      quiet={!skill.active}
      trailing={
        <>
          {skill.integrationIds.slice(0, 3).map((id) => (
            <Mark key={id} id={id} name={id} size={14} coloured={skill.active} />
          ))}
          {skill.active ? null : t('off')}
        </>
      }
    />
  )
}

function SkillList({ skills, selected }: { skills: Skill[]; selected: string | undefined }) {
  const { t } = useTranslation('skills')
  const go = useGo()
  const [search, setSearch] = useState('')
  const shown = matching(skills, search)
  const toolbar = (
    <>
      <SearchInput value={search} onChange={setSearch} placeholder={t('search')} />
      <Button size="lg" icon={<Plus aria-hidden="true" />} onClick={() => void newSkill(go)}>
        {t('new')}
      </Button>
    </>
  )
  return (
    <SplitList
      label={t('title')}
      width={320}
      toolbar={toolbar}
      list={
        shown.length === 0 ? (
          <p className="px-2 py-3 text-muted text-sm">{t('none')}</p>
        ) : (
          <RowList
            label={t('title')}
            items={shown}
            itemKey={({ id }) => id}
            selectedKey={selected ?? null}
            onSelect={({ id }) => go(`/skills/${id}`)}
            renderItem={(skill) => <SkillRow skill={skill} />}
          />
        )
      }
    >
      {selected ? <SkillEditor key={selected} id={selected} /> : <EmptyState title={t('choose')} />}
    </SplitList>
  )
}

/** All skills at the left, the chosen one at the right. */
export function SkillsScreen() {
  const { t } = useTranslation('skills')
  const go = useGo()
  const selected = useParam('id')
  const { data, error, isFetching, refetch } = useQueryOf(['skills', 'list'])
  const empty = data?.length === 0 && !selected
  return (
    <Screen width="bleed" busy={isFetching && data !== undefined} header={<PageHeader title={t('title')} />}>
      {error ? (
        <ErrorNote className="m-6" error={error} action={{ label: t('retry'), onClick: () => void refetch() }} />
      ) : null}
      {!data && !error ? <Skeleton className="p-6" /> : null}
      {empty ? (
        <EmptyState
          title={t('empty.title')}
          description={t('empty.description')}
          action={
            <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => void newSkill(go)}>
              {t('new')}
            </Button>
          }
        />
      ) : null}
      {data && !empty ? <SkillList skills={data} selected={selected} /> : null}
    </Screen>
  )
}
