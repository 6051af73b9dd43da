import { useTranslation } from 'react-i18next'
import { useGo, useParam } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Composer } from './composer'
import { NewThread } from './new-thread'
import { ThreadScreen } from './thread-screen'

/** A thread, or the place where a new one begins. */
export function ChatScreen() {
  const threadId = useParam('threadId')
  return threadId ? <ThreadScreen key={threadId} threadId={threadId} /> : <StartScreen />
}

function StartScreen() {
  const { t } = useTranslation('chat')
  const go = useGo()
  const create = useCommand(['chat', 'createThread'])
  const send = useCommand(['chat', 'send'])
  const { data: skills = [] } = useQueryOf(['skills', 'list'])
  async function handleSend(text: string): Promise<boolean> {
    const thread = await create.run({ agentId: null })
    if (!thread.ok) return false
    const sent = await send.run({ threadId: thread.value, text, skillIds: [] })
    go(`/chat/${thread.value}`)
    return sent.ok
  }
  const error = create.error ?? send.error
  return (
    <Screen width="bleed" header={<PageHeader title={t('new')} />}>
      <div className="mx-auto flex min-h-0 w-full max-w-[760px] flex-1 flex-col justify-center gap-6 px-6 pb-24">
        <NewThread onChoose={(text) => void handleSend(text)} />
        {error ? <ErrorNote error={error} /> : null}
        <Composer
          draftKey="new"
          running={false}
          skills={skills.filter(({ active }) => active)}
          onSend={handleSend}
          onStop={() => undefined}
        />
      </div>
    </Screen>
  )
}
