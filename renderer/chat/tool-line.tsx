import { useTranslation } from 'react-i18next'
import type { ToolPart } from '../../shared/domain/chat'
import { Jack, type JackState } from '../ui/jack'
import { durationWords } from '../ui/time-words'
import { visibleText } from './visible-text'

const JACK: Record<ToolPart['state'], JackState> = {
  running: 'working',
  waiting: 'attention',
  done: 'connected',
  failed: 'attention',
  refused: 'disconnected',
  'not-available': 'disconnected',
  indeterminate: 'attention',
}

/** A call in one line of words; opens to what was asked and what came back. */
export function ToolLine({ part }: { part: ToolPart }) {
  const { t } = useTranslation('chat')
  const facts = [
    part.accountLabel,
    part.state === 'done' ? part.summary : t(`tool.${part.state}`),
    part.durationMs === null ? null : durationWords(part.durationMs),
  ].filter((fact) => fact !== null && fact !== '')
  return (
    <details className="group/tool min-w-0 text-sm">
      <summary className="flex w-fit max-w-full cursor-default list-none items-center gap-2 rounded-sm text-muted hover:text-ink">
        <Jack state={JACK[part.state]} size={12} />
        <span className="truncate text-ink">{visibleText(part.title)}</span>
        {facts.map((fact) => (
          <span key={fact} className="tnum shrink-0 text-xs">
            · {fact}
          </span>
        ))}
      </summary>
      <div className="mt-2 grid gap-2 border-line border-s ps-3">
        <Json label={t('tool.input')} value={part.input} />
        {part.output === null ? null : <Json label={t('tool.output')} value={part.output} />}
      </div>
    </details>
  )
}

function Json({ label, value }: { label: string; value: ToolPart['input'] }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <div>
      <p className="text-muted text-xs">{label}</p>
      <pre className="max-h-64 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-2 font-mono text-xs [overflow-wrap:anywhere]">
        {visibleText(text)}
      </pre>
    </div>
  )
}
