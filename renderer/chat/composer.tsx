import { ArrowUp, Square } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../ui/chip'
import { IconButton } from '../ui/icon-button'
import { TextArea } from '../ui/text-area'
import { draftOf, keepDraft } from './drafts'

type OfferedSkill = { id: string; name: string; handle: string }

type ComposerProps = {
  draftKey: string
  running: boolean
  skills: readonly OfferedSkill[]
  /** False keeps what was typed. */
  onSend: (text: string) => Promise<boolean>
  onStop: () => void
  /** Chips: agent, skills, model. */
  children?: ReactNode
}

const MENTION = /(^|\s)@([\p{L}\p{N}-]*)$/u

/** Enter sends, Shift+Enter breaks the line, Escape stops the answer, `@` names a skill. */
export function Composer({ draftKey, running, skills, onSend, onStop, children }: ComposerProps) {
  const { t } = useTranslation('chat')
  const [text, setText] = useState(() => draftOf(draftKey))
  const mention = MENTION.exec(text)?.[2]
  const matching = mention === undefined ? [] : skills.filter(({ handle }) => handle.startsWith(mention.toLowerCase()))
  const change = (next: string) => {
    setText(next)
    keepDraft(draftKey, next)
  }
  async function send() {
    const said = text.trim()
    if (!said || running) return
    change('')
    if (!(await onSend(said))) change(said)
  }
  function handleKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && running) {
      event.preventDefault()
      onStop()
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <div className="rounded-lg bg-surface p-2 shadow-[inset_0_0_0_1px_var(--line-strong)] focus-within:shadow-[inset_0_0_0_1px_var(--accent)]">
      {matching.length > 0 ? (
        <div className="flex flex-wrap gap-1.5 px-1 pb-2">
          {matching.map(({ id, name, handle }) => (
            <Chip key={id} onClick={() => change(text.replace(MENTION, `$1@${handle} `))}>
              {name}
            </Chip>
          ))}
        </div>
      ) : null}
      <TextArea
        bare
        minRows={1}
        maxRows={10}
        value={text}
        onChange={change}
        onKeyDown={handleKeyDown}
        aria-label={t('composer.label')}
        placeholder={t('composer.placeholder')}
        className="text-chat"
      />
      <div className="flex items-center gap-1.5 pt-1.5">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1">{children}</div>
        {running ? (
          <IconButton label={t('composer.stop')} icon={<Square aria-hidden="true" />} onClick={onStop} />
        ) : (
          <IconButton
            label={t('composer.send')}
            icon={<ArrowUp aria-hidden="true" />}
            disabled={text.trim() === ''}
            onClick={() => void send()}
          />
        )}
      </div>
    </div>
  )
}
