import { MoreHorizontal, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Thread } from '../../shared/domain/chat'
import { useGo, usePath } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { Menu } from '../ui/menu'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'

const SHOWN = 30

/** The latest threads, below Chat in the sidebar. */
export function ThreadList() {
  const { t } = useTranslation('chat')
  const go = useGo()
  const path = usePath()
  const { data: threads = [] } = useQueryOf(['chat', 'threads'])
  const [deleting, setDeleting] = useState<Thread | null>(null)
  const remove = useCommand(['chat', 'deleteThread'])
  async function handleDelete() {
    if (!deleting) return
    const result = await remove.run({ threadId: deleting.id })
    if (!result.ok) return
    if (path === `/chat/${deleting.id}`) go('/chat', { replace: true })
    setDeleting(null)
  }
  return (
    <>
      <RowList
        label={t('threads')}
        items={threads.slice(0, SHOWN)}
        itemKey={({ id }) => id}
        selectedKey={path.split('/')[2] ?? null}
        onSelect={({ id }) => go(`/chat/${id}`)}
        look="nav"
        renderItem={({ title, status }) => (
          <Row
            compact
            title={title}
            trailing={
              status === 'idle' ? null : <Jack size={10} state={status === 'running' ? 'working' : 'attention'} />
            }
          />
        )}
        renderActions={(thread) => (
          <Menu
            trigger={
              <IconButton
                size="sm"
                label={t('threadMenu', { title: thread.title })}
                icon={<MoreHorizontal aria-hidden="true" />}
              />
            }
            items={[
              {
                id: 'delete',
                label: t('delete'),
                icon: <Trash2 aria-hidden="true" />,
                danger: true,
                onSelect: () => setDeleting(thread),
              },
            ]}
          />
        )}
      />
      {deleting ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t('deleteTitle', { title: deleting.title })}
          description={t('deleteText')}
          confirmLabel={t('delete')}
          busy={remove.busy}
          error={remove.error}
          onConfirm={() => void handleDelete()}
        />
      ) : null}
    </>
  )
}
