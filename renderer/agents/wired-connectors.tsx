import { PlugZap } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Agent, ConnectorMentions } from '../../shared/domain/agent'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Chip } from '../ui/chip'
import { ErrorNote } from '../ui/error-note'

/** The connectors that the text of the agent names, and what it leaves open. */
export function WiredConnectors({ agent }: { agent: Agent }) {
  const { t } = useTranslation('agents')
  const go = useGo()
  const { data, error, refetch } = useQueryOf(['agents', 'connectorMentions'], { id: agent.id })
  // Connectors may have come and gone since this text was read last.
  useEffect(() => void refetch(), [refetch])
  const grant = useCommand(['agents', 'setGrant'])
  const failed = error ?? grant.error
  const choose = (target: string) => void grant.run({ agentId: agent.id, kind: 'connector', target, allowed: true })
  return (
    <div role="status" className="-mt-3 flex flex-col gap-2 empty:hidden">
      {data && data.wired.length > 0 ? (
        <ul aria-label={t('connectors.wired')} className="flex flex-wrap gap-1.5">
          {data.wired.map(({ id, name }) => (
            <li key={id} className="flex min-w-0">
              <Chip active icon={<PlugZap aria-hidden="true" />} onClick={() => go(`/settings/connectors/${id}`)}>
                {name}
              </Chip>
            </li>
          ))}
        </ul>
      ) : null}
      {data?.questions.map((question) => (
        <Question
          key={question.phrase}
          question={question}
          busy={grant.busy}
          onChoose={choose}
          onCreate={() => go('/settings/connectors/new')}
        />
      ))}
      {failed ? <ErrorNote compact error={failed} /> : null}
    </div>
  )
}

type QuestionProps = {
  question: ConnectorMentions['questions'][number]
  busy: boolean
  onChoose: (id: string) => void
  onCreate: () => void
}

function Question({ question: { phrase, candidates }, busy, onChoose, onCreate }: QuestionProps) {
  const { t } = useTranslation('agents')
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="min-w-0 text-muted [overflow-wrap:anywhere]">
        {t(candidates.length > 0 ? 'connectors.which' : 'connectors.none', { phrase })}
      </span>
      {candidates.map(({ id, name }) => (
        <Button key={id} size="sm" disabled={busy} onClick={() => onChoose(id)}>
          <span className="max-w-60 truncate">{name}</span>
        </Button>
      ))}
      {candidates.length === 0 ? (
        <Button size="sm" onClick={onCreate}>
          {t('connectors.create')}
        </Button>
      ) : null}
    </div>
  )
}
