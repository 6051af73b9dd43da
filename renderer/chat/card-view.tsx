import { useTranslation } from 'react-i18next'
import type { Card, CardAnswer, CardPayload } from '../../shared/domain/chat'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { ApprovalCard } from './approval-card'
import { BlockedCard } from './blocked-card'
import { ConnectCard } from './connect-card'
import { visibleText } from './visible-text'

/** A question of the conversation: open and answerable, or one line that says how it was answered. */
export function CardView({ card }: { card: Card }) {
  const { t } = useTranslation('chat')
  const answer = useCommand(['chat', 'answerCard'])
  if (card.status !== 'open') {
    return <p className="text-muted text-sm">{t(`answered.${card.answer?.decision ?? card.status}`)}</p>
  }
  const onAnswer = (given: CardAnswer) => void answer.run({ cardId: card.id, answer: given })
  return (
    <section
      aria-label={t(`card.${card.payload.kind}`)}
      className="flex flex-col gap-3 rounded-lg bg-surface p-4 shadow-[inset_0_0_0_1px_var(--line-strong)]"
    >
      <CardBody payload={card.payload} busy={answer.busy} onAnswer={onAnswer} />
      {answer.error ? <ErrorNote error={answer.error} /> : null}
    </section>
  )
}

export type CardProps<K extends CardPayload['kind'] = CardPayload['kind']> = {
  payload: Extract<CardPayload, { kind: K }>
  busy: boolean
  onAnswer: (answer: CardAnswer) => void
}

function CardBody({ payload, busy, onAnswer }: CardProps) {
  switch (payload.kind) {
    case 'needs_connection':
      return <ConnectCard payload={payload} busy={busy} onAnswer={onAnswer} />
    case 'needs_approval':
      return <ApprovalCard payload={payload} busy={busy} onAnswer={onAnswer} />
    case 'needs_account':
      return <AccountCard payload={payload} busy={busy} onAnswer={onAnswer} />
    case 'needs_grant':
      return <GrantCard payload={payload} busy={busy} onAnswer={onAnswer} />
    case 'blocked':
      return <BlockedCard payload={payload} busy={busy} onAnswer={onAnswer} />
  }
}

function AccountCard({ payload, busy, onAnswer }: CardProps<'needs_account'>) {
  const { t } = useTranslation('chat')
  return (
    <>
      <p className="text-sm">{visibleText(payload.reason)}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={busy} onClick={() => onAnswer({ decision: 'skip' })}>
          {t('notNow')}
        </Button>
        {payload.accounts.map(({ id, label }) => (
          <Button key={id} disabled={busy} onClick={() => onAnswer({ decision: 'choose', accountId: id })}>
            {t('useAccount', { label })}
          </Button>
        ))}
      </div>
    </>
  )
}

function GrantCard({ payload, busy, onAnswer }: CardProps<'needs_grant'>) {
  const { t } = useTranslation('chat')
  return (
    <>
      <p className="font-medium text-sm">{payload.label}</p>
      <p className="text-sm">{visibleText(payload.reason)}</p>
      <div className="flex justify-end gap-2">
        <Button disabled={busy} onClick={() => onAnswer({ decision: 'skip' })}>
          {t('notNow')}
        </Button>
        <Button disabled={busy} onClick={() => onAnswer({ decision: 'grant', scope: 'agent' })}>
          {t('grantAgent')}
        </Button>
        <Button disabled={busy} onClick={() => onAnswer({ decision: 'grant', scope: 'once' })}>
          {t('grantOnce')}
        </Button>
      </div>
    </>
  )
}
