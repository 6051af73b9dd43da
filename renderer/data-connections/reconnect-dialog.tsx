import { type FormEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, SourceInfo } from '../../shared/domain/data-connection'
import { describeError } from '../../shared/errors'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { SignInWait } from './sign-in-wait'
import { SourceFields } from './source-fields'
import { isFilledIn, methodOf } from './source-values'
import { UnfinishedNote } from './unfinished-note'
import { useReconnect } from './use-reconnect'

type ReconnectDialogProps = { connection: DataConnection; onClose: () => void }

/** Changes where and as whom it signs in; a stored secret stays unless it is replaced. */
export function ReconnectDialog(props: ReconnectDialogProps) {
  const { t } = useTranslation('data-connections')
  const { connection, onClose } = props
  const { data: sources, error } = useQueryOf(['dataConnections', 'sources'])
  const source = sources?.find(({ id }) => id === connection.sourceId)
  if (source) return <Reconnect {...props} source={source} />
  if (!error) return null
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('reconnect.title', { name: connection.name })}
      footer={
        <Button size="lg" data-safe onClick={onClose}>
          {t('ui:close')}
        </Button>
      }
    >
      <ErrorNote error={error} />
    </Dialog>
  )
}

function Reconnect({ connection, source, onClose }: ReconnectDialogProps & { source: SourceInfo }) {
  const { t } = useTranslation('data-connections')
  const formId = useId()
  const form = useReconnect(connection, source, onClose)
  const { values, signIn, draftId, busy } = form
  const signsIn = methodOf(source, values)?.signsIn ?? false
  const stored = connection.hasSecret && form.sameMethod
  const ready = isFilledIn(source, values, stored)
  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (ready && !busy) void form.save()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('reconnect.title', { name: connection.name })}
      description={t('reconnect.hint')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button
            form={formId}
            type="submit"
            size="lg"
            variant="primary"
            busy={busy}
            disabled={!ready || signIn !== null}
          >
            {t(signsIn ? 'connect.signIn' : 'reconnect.save', { source: source.name })}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={handleSubmit} className="flex flex-col gap-4">
        <fieldset disabled={busy || signIn !== null} className="flex min-w-0 flex-col gap-4">
          <SourceFields source={source} values={values} onChange={form.setValues} secretStored={stored} />
        </fieldset>
        {signIn && draftId ? (
          <SignInWait id={draftId} signIn={signIn} onEnd={(ended) => void form.endSignIn(ended)} />
        ) : null}
        {form.unfinished && draftId ? <UnfinishedNote id={draftId} /> : null}
        <Refusal form={form} />
      </form>
    </Dialog>
  )
}

/** Scrolls into view, for the form may be longer than the window. */
const show = (node: HTMLElement | null) => node?.scrollIntoView({ block: 'nearest' })

/** Main does not go over to another account by itself: that would mix the records of two. */
function Refusal({ form }: { form: ReturnType<typeof useReconnect> }) {
  const { t } = useTranslation('data-connections')
  const { error, asksForData, replaceData } = form
  if (!error && !asksForData) return null
  const words =
    error && asksForData ? { title: describeError(error).title, advice: t('reconnect.otherAccount') } : error
  return (
    <div ref={show} className="flex flex-col gap-4">
      {words ? <ErrorNote error={words} /> : null}
      {asksForData ? (
        <Checkbox
          checked={replaceData}
          onChange={form.setReplaceData}
          label={t('reconnect.replace')}
          hint={t('reconnect.replaceHint')}
        />
      ) : null}
    </div>
  )
}
