import { ChevronDown, Copy, PencilLine, Plus, Table2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppError } from '../../shared/errors'
import { describeError } from '../../shared/errors'
import { Button } from '../ui/button'
import { Menu } from '../ui/menu'
import { toast } from '../ui/toast'
import type { ViewModel } from './view-model'
import { type NameTask, ViewNameDialog } from './view-name-dialog'

/** Names the view that is open, and leads to the others. */
export function ViewMenu({ model }: { model: ViewModel }) {
  const { t } = useTranslation('table-tools')
  const [task, setTask] = useState<NameTask | null>(null)
  const { view, views } = model
  const nameOf = (name: string) => name || t('view.first')

  function tell(error: AppError) {
    const { title, advice } = describeError(error)
    toast({ title: t('view.failed'), description: `${title}. ${advice}`, tone: 'bad' })
  }
  async function handleDelete() {
    const { create, state } = model
    const { name } = view
    const removed = await model.remove()
    if (!removed.ok) return tell(removed.error)
    const restore = async () => {
      const made = await create(name, state)
      if (!made.ok) tell(made.error)
    }
    toast({ title: t('view.deleted', { name }), action: { label: t('view.undo'), run: () => void restore() } })
  }

  return (
    <>
      <Menu
        trigger={
          <Button
            variant="ghost"
            icon={<Table2 aria-hidden="true" />}
            end={<ChevronDown aria-hidden="true" className="text-muted" />}
            aria-label={t('view.label', { name: nameOf(view.name) })}
            className="min-w-0 shrink"
          >
            <span className="max-w-44 truncate">{nameOf(view.name)}</span>
          </Button>
        }
        items={[
          { heading: t('view.heading') },
          ...views.map(({ id, name }) => ({
            id,
            label: nameOf(name),
            checked: id === view.id,
            onSelect: () => model.open(id),
          })),
          'line',
          {
            id: 'new',
            label: t('view.new'),
            icon: <Plus aria-hidden="true" />,
            onSelect: () => setTask({ kind: 'new', name: '' }),
          },
          {
            id: 'rename',
            label: t('view.rename'),
            icon: <PencilLine aria-hidden="true" />,
            onSelect: () => setTask({ kind: 'rename', name: nameOf(view.name) }),
          },
          {
            id: 'duplicate',
            label: t('view.duplicate'),
            icon: <Copy aria-hidden="true" />,
            onSelect: () => setTask({ kind: 'duplicate', name: t('view.copyOf', { name: nameOf(view.name) }) }),
          },
          {
            id: 'delete',
            label: t('view.delete'),
            icon: <Trash2 aria-hidden="true" />,
            disabled: view.first,
            onSelect: () => void handleDelete(),
          },
        ]}
      />
      {task ? <ViewNameDialog task={task} model={model} onClose={() => setTask(null)} /> : null}
    </>
  )
}
