import { ArrowDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StickToBottom, useStickToBottomContext } from 'use-stick-to-bottom'
import type { Message, ThreadView } from '../../shared/domain/chat'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Chip } from '../ui/chip'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Select } from '../ui/select'
import { Skeleton } from '../ui/skeleton'
import { Composer } from './composer'
import { MessageView } from './message-view'
import { ReceiptPanel } from './receipt-panel'
import { useThread } from './use-thread'

export function ThreadScreen({ threadId }: { threadId: string }) {
  const { t } = useTranslation('chat')
  const { data: view, error } = useThread(threadId)
  const [receiptOf, setReceiptOf] = useState<string | null>(null)
  const rename = useCommand(['chat', 'renameThread'])
  const shown = view?.messages.find(({ id }) => id === receiptOf)
  return (
    <Screen
      width="bleed"
      header={
        <PageHeader
          title={view?.thread.title ?? t('title')}
          renameLabel={t('rename')}
          {...(view ? { onRename: (title: string) => void rename.run({ threadId, title }) } : {})}
        />
      }
      inspector={shown ? <ReceiptPanel message={shown} onClose={() => setReceiptOf(null)} /> : undefined}
    >
      {error ? <ErrorNote error={error} className="m-6" /> : null}
      {view ? <Conversation view={view} onReceipt={setReceiptOf} /> : error ? null : <Skeleton className="p-6" />}
    </Screen>
  )
}

type ConversationProps = { view: ThreadView; onReceipt: (messageId: string) => void }

function Conversation({ view, onReceipt }: ConversationProps) {
  const { t } = useTranslation('chat')
  const { thread, messages, cards } = view
  const send = useCommand(['chat', 'send'])
  const stop = useCommand(['chat', 'stop'])
  const running = thread.status === 'running'
  return (
    <>
      <StickToBottom className="relative min-h-0 flex-1 overflow-y-hidden" resize="instant" initial="instant">
        <StickToBottom.Content className="mx-auto flex w-full max-w-[808px] flex-col gap-6 px-6 py-6">
          <div role="log" aria-live="off" aria-label={t('log')} className="flex flex-col gap-6">
            {messages.map((message) => (
              <MessageView
                key={message.id}
                message={message}
                cards={cards.filter(({ messageId }) => messageId === message.id)}
                onReceipt={() => onReceipt(message.id)}
              />
            ))}
          </div>
        </StickToBottom.Content>
        <JumpToLatest />
      </StickToBottom>
      <p role="status" className="sr-only">
        {statusWords(thread.status, messages.at(-1), t)}
      </p>
      <div className="mx-auto w-full max-w-[808px] px-6 pb-4">
        {send.error ? <ErrorNote error={send.error} className="mb-2" /> : null}
        <Composer
          draftKey={thread.id}
          running={running}
          skills={view.offeredSkills.filter(({ active }) => active)}
          onSend={async (text) => (await send.run({ threadId: thread.id, text, skillIds: [] })).ok}
          onStop={() => void stop.run({ threadId: thread.id })}
        >
          <AgentChip view={view} />
          <SkillChips view={view} />
        </Composer>
      </div>
    </>
  )
}

function statusWords(status: ThreadView['thread']['status'], last: Message | undefined, t: (key: string) => string) {
  if (status === 'waiting') return t('status.waiting')
  if (status === 'running') return t('status.running')
  return last?.role === 'assistant' ? t('status.done') : ''
}

function JumpToLatest() {
  const { t } = useTranslation('chat')
  const { isAtBottom, scrollToBottom } = useStickToBottomContext()
  if (isAtBottom) return null
  return (
    <div className="absolute inset-x-0 bottom-2 flex justify-center">
      <Button size="sm" icon={<ArrowDown aria-hidden="true" />} onClick={() => void scrollToBottom()}>
        {t('latest')}
      </Button>
    </div>
  )
}

function AgentChip({ view: { thread } }: { view: ThreadView }) {
  const { t } = useTranslation('chat')
  const { data: agents = [] } = useQueryOf(['agents', 'list'])
  const setAgent = useCommand(['chat', 'setAgent'])
  return (
    <Select
      look="chip"
      label={t('agent')}
      value={thread.agentId}
      onChange={(agentId) => void setAgent.run({ threadId: thread.id, agentId })}
      options={agents.map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}

function SkillChips({ view: { thread, offeredSkills } }: { view: ThreadView }) {
  const { t } = useTranslation('chat')
  const disable = useCommand(['chat', 'setSkillDisabled'])
  return offeredSkills.map(({ id, name, active, activated }) => (
    <Chip
      key={id}
      active={activated}
      onClick={() => void disable.run({ threadId: thread.id, skillId: id, disabled: active })}
    >
      {active ? name : t('skillOff', { name })}
    </Chip>
  ))
}
