import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../shared/domain/chat'
import { useCommand } from '../app/use-command'
import { IconButton } from '../ui/icon-button'

/** ‹ 2 / 3 ›: the other edits or answers at this place. */
export function Siblings({ message }: { message: Message }) {
  const { t } = useTranslation('chat')
  const select = useCommand(['chat', 'selectBranch'])
  const { siblingIds } = message
  if (siblingIds.length < 2) return null
  const at = siblingIds.indexOf(message.id)
  const go = (to: number) => {
    const messageId = siblingIds[to]
    if (messageId) void select.run({ messageId })
  }
  return (
    <span className="tnum flex items-center text-muted text-xs">
      <IconButton
        size="sm"
        label={t('previous')}
        disabled={at === 0}
        icon={<ChevronLeft aria-hidden="true" />}
        onClick={() => go(at - 1)}
      />
      {at + 1} / {siblingIds.length}
      <IconButton
        size="sm"
        label={t('next')}
        disabled={at === siblingIds.length - 1}
        icon={<ChevronRight aria-hidden="true" />}
        onClick={() => go(at + 1)}
      />
    </span>
  )
}
