import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Agent } from '../../shared/domain/agent'
import { useGo, usePath } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Badge } from '../ui/badge'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { InlineEdit } from '../ui/inline-edit'
import { SavedMark, type SaveState } from '../ui/saved-mark'
import { Skeleton } from '../ui/skeleton'
import { Tabs } from '../ui/tabs'
import { AgentDetails } from './agent-details'
import { AgentTools } from './agent-tools'

/** One agent, by its id. */
export function AgentDetail({ id }: { id: string }) {
  const { data, error } = useQueryOf(['agents', 'get'], { id })
  if (error && !data) return <ErrorNote className="m-6" error={error} />
  if (!data) return <Skeleton className="p-6" />
  return <AgentParts agent={data} />
}

function AgentParts({ agent }: { agent: Agent }) {
  const { t } = useTranslation('agents')
  const go = useGo()
  const part = usePath().endsWith('/tools') ? 'tools' : 'details'
  const { run, error } = useCommand(['agents', 'update'])
  const [state, setState] = useState<SaveState>('idle')
  async function save(changes: Partial<Pick<Agent, 'name' | 'description' | 'instructions' | 'model'>>) {
    setState('saving')
    const result = await run({ id: agent.id, ...changes })
    setState(result.ok ? 'saved' : 'failed')
  }
  const framed = 'mx-auto max-w-[808px] px-6 py-6'
  return (
    <>
      <div className="flex shrink-0 items-center gap-3 px-6 pt-6 pb-2">
        <h2 className="flex min-w-0 font-semibold text-2xl">
          <InlineEdit value={agent.name} label={t('name')} onSave={(name) => void save({ name })} />
        </h2>
        {agent.isDefault ? <Badge>{t('default')}</Badge> : null}
        <div className="flex flex-1 justify-end">
          <SavedMark state={state} />
        </div>
        {agent.isDefault ? null : <DeleteAgent agent={agent} />}
      </div>
      {error ? <ErrorNote className="mx-6 mb-2" error={error} /> : null}
      <Tabs
        label={t('tabs.label')}
        className="flex-1"
        value={part}
        onChange={(next) => go(next === 'tools' ? `/agents/${agent.id}/tools` : `/agents/${agent.id}`)}
        tabs={[
          {
            value: 'details',
            label: t('tabs.details'),
            content: (
              <div className="h-full overflow-y-auto">
                <div className={framed}>
                  <AgentDetails agent={agent} onSave={(changes) => void save(changes)} />
                </div>
              </div>
            ),
          },
          {
            value: 'tools',
            label: t('tabs.tools'),
            content: (
              <div className="h-full overflow-y-auto">
                <div className={framed}>
                  <AgentTools agent={agent} />
                </div>
              </div>
            ),
          },
        ]}
      />
    </>
  )
}

function DeleteAgent({ agent }: { agent: Agent }) {
  const { t } = useTranslation('agents')
  const go = useGo()
  const [open, setOpen] = useState(false)
  const { run, busy, error } = useCommand(['agents', 'delete'])
  async function remove() {
    const result = await run({ id: agent.id })
    if (result.ok) go('/agents', { replace: true })
  }
  return (
    <>
      <IconButton label={t('delete.action')} icon={<Trash2 aria-hidden="true" />} onClick={() => setOpen(true)} />
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('delete.title', { name: agent.name })}
        description={t('delete.description')}
        confirmLabel={t('delete.action')}
        onConfirm={() => void remove()}
        busy={busy}
        error={error}
      />
    </>
  )
}
