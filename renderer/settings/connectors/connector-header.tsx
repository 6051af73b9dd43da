import { Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector } from '../../../shared/domain/connector'
import { describeError } from '../../../shared/errors'
import { useCommand } from '../../app/use-command'
import { IconButton } from '../../ui/icon-button'
import { InlineEdit } from '../../ui/inline-edit'
import { SavedMark } from '../../ui/saved-mark'
import { DeleteConnector } from './delete-connector'
import type { ConnectorForm } from './use-connector-form'

/** The name as it is now, or as it was just typed until main says it too. */
function useRename({ id, name }: Connector) {
  const { run, error } = useCommand(['connectors', 'rename'])
  const [renamed, setRenamed] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new name from main ends the wait, whichever it is.
  useEffect(() => setRenamed(null), [name])
  async function rename(next: string) {
    setRenamed(next)
    const result = await run({ id, name: next })
    if (!result.ok) setRenamed(null)
  }
  return { shown: renamed ?? name, rename, error }
}

type ConnectorHeaderProps = { connector: Connector; form: ConnectorForm; reread: () => Promise<unknown> }

export function ConnectorHeader({ connector, form, reread }: ConnectorHeaderProps) {
  const { t } = useTranslation('connectors')
  const { shown, rename, error } = useRename(connector)
  const [deleting, setDeleting] = useState(false)
  async function askToDelete() {
    await reread()
    setDeleting(true)
  }
  const why = form.error ? describeError(form.error).title : undefined
  return (
    <div className="sticky top-0 z-10 border-line border-b bg-bg px-6 pt-4 pb-2">
      <div className="mx-auto max-w-[632px]">
        <div className="flex items-center gap-3">
          <h2 className="flex min-w-0 flex-1 font-semibold text-2xl">
            <InlineEdit value={shown} label={t('name')} onSave={(next) => void rename(next)} />
          </h2>
          <SavedMark state={form.state} why={why} />
          <IconButton
            label={t('delete.action')}
            icon={<Trash2 aria-hidden="true" />}
            onClick={() => void askToDelete()}
          />
        </div>
        {error ? (
          <p role="alert" className="mt-1.5 text-bad text-xs">
            {t('renameFailed', { why: describeError(error).title })}
          </p>
        ) : null}
      </div>
      <DeleteConnector connector={connector} open={deleting} onOpenChange={setDeleting} />
    </div>
  )
}
