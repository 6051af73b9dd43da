import { Pencil, ReceiptText, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActivationPart, Card, Message, Part } from '../../shared/domain/chat'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Cable } from '../ui/cable'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { Markdown } from '../ui/markdown'
import { Spinner } from '../ui/spinner'
import { TextArea } from '../ui/text-area'
import { CardView } from './card-view'
import { RecordWrites } from './record-writes'
import { Siblings } from './siblings'
import { ToolLine } from './tool-line'

type MessageViewProps = { message: Message; cards: readonly Card[]; onReceipt: () => void }

/** One message with its parts, and the cards that stand in it. */
export function MessageView({ message, cards, onReceipt }: MessageViewProps) {
  return message.role === 'user' ? (
    <UserMessage message={message} />
  ) : (
    <Answer message={message} cards={cards} onReceipt={onReceipt} />
  )
}

const textOf = (message: Message): string =>
  message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')

function UserMessage({ message }: { message: Message }) {
  const { t } = useTranslation('chat')
  const [draft, setDraft] = useState<string | null>(null)
  const edit = useCommand(['chat', 'edit'])
  const activations = message.parts.filter((part) => part.type === 'activation')
  async function handleSave() {
    if (draft === null || draft.trim() === '') return
    if ((await edit.run({ messageId: message.id, text: draft })).ok) setDraft(null)
  }
  return (
    <article aria-label={t('you')} className="group flex flex-col items-end gap-1">
      {draft === null ? (
        <div className="max-w-[85%] whitespace-pre-wrap rounded-lg bg-sunken px-3.5 py-2 text-chat [overflow-wrap:anywhere]">
          {textOf(message)}
        </div>
      ) : (
        <div className="flex w-full flex-col gap-2">
          <TextArea value={draft} onChange={setDraft} aria-label={t('edit')} />
          {edit.error ? <ErrorNote error={edit.error} /> : null}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setDraft(null)}>{t('ui:cancel')}</Button>
            <Button variant="primary" busy={edit.busy} onClick={() => void handleSave()}>
              {t('sendEdit')}
            </Button>
          </div>
        </div>
      )}
      {activations.map((part) => (
        <ActivationLine key={part.skillId} part={part} />
      ))}
      <div className="flex items-center gap-0.5 opacity-0 focus-within:opacity-100 group-hover:opacity-100">
        <Siblings message={message} />
        <CopyButton text={textOf(message)} />
        <IconButton
          size="sm"
          label={t('edit')}
          icon={<Pencil aria-hidden="true" />}
          onClick={() => setDraft(textOf(message))}
        />
      </div>
    </article>
  )
}

function Answer({ message, cards, onReceipt }: MessageViewProps) {
  const { t } = useTranslation('chat')
  const again = useCommand(['chat', 'regenerate'])
  const streaming = message.status === 'streaming'
  return (
    <article aria-label={t('answer')} className="group flex min-w-0 flex-col gap-2.5">
      {message.parts.map((part, index) => (
        <PartView
          key={partKey(part, index)}
          part={part}
          cards={cards}
          streaming={streaming && index === message.parts.length - 1}
        />
      ))}
      {streaming ? (
        <span className="flex items-center gap-2 text-muted text-sm">
          <Spinner /> {t('status.running')}
        </span>
      ) : null}
      {message.status === 'stopped' ? <p className="text-muted text-sm">{t('stopped')}</p> : null}
      {message.runId === null || streaming || message.status === 'waiting' ? null : (
        <RecordWrites runId={message.runId} />
      )}
      {streaming || message.status === 'waiting' ? null : (
        <div className="flex items-center gap-0.5 opacity-0 focus-within:opacity-100 group-hover:opacity-100">
          <Siblings message={message} />
          <CopyButton text={textOf(message)} />
          <IconButton
            size="sm"
            label={t('regenerate')}
            busy={again.busy}
            icon={<RotateCcw aria-hidden="true" />}
            onClick={() => void again.run({ messageId: message.id })}
          />
          {message.receipt ? (
            <IconButton
              size="sm"
              label={t('receipt.open')}
              icon={<ReceiptText aria-hidden="true" />}
              onClick={onReceipt}
            />
          ) : null}
        </div>
      )}
    </article>
  )
}

const partKey = (part: Part, index: number): string => (part.type === 'tool' ? part.callId : `${part.type}-${index}`)

type PartProps = { part: Part; cards: readonly Card[]; streaming: boolean }

function PartView({ part, cards, streaming }: PartProps) {
  switch (part.type) {
    case 'text':
      return <Markdown text={part.text} streaming={streaming} className="text-chat" />
    case 'activation':
      return <ActivationLine part={part} />
    case 'notice':
      return part.tone === 'failed' ? (
        <ErrorNote error={part} />
      ) : (
        <p className="text-muted text-sm">
          {part.title}. {part.advice}
        </p>
      )
    case 'tool':
      return (
        <div className="flex min-w-0 flex-col gap-2">
          <ToolLine part={part} />
          {cards
            .filter(({ callId }) => callId === part.callId)
            .map((card) => (
              <CardView key={card.id} card={card} />
            ))}
        </div>
      )
  }
}

/** "Read skill Triage tickets → Jira actions available", with the cable between them. */
function ActivationLine({ part }: { part: ActivationPart }) {
  const { t } = useTranslation('chat')
  return (
    <p className="flex flex-wrap items-center gap-1.5 text-muted text-sm">
      <Jack state="connected" size={12} />
      <span>
        {t('readSkill')} <em className="text-ink">{part.skillName}</em>
      </span>
      {part.integrations.map(({ id, name, state }) => (
        <span key={id} className="inline-flex items-center gap-1.5">
          <Cable width={32} />
          <Jack state={state === 'ready' ? 'connected' : 'disconnected'} size={12} />
          {t(`activation.${state}`, { name })}
        </span>
      ))}
    </p>
  )
}
