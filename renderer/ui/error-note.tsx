import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type AppError, describeError } from '../../shared/errors'
import { Button } from './button'
import { CopyButton } from './copy-button'
import { cx } from './cx'

/** What happened, what to do, and the rest folded away. */
type Words = { title: string; advice: string; details?: string }

type ErrorNoteProps = {
  error: AppError | Words
  /** Names what it does: "Try again", "Reconnect Gmail account". */
  action?: { label: string; onClick: () => void; busy?: boolean }
  /** One line without a ground, for rows and fields. */
  compact?: boolean
  className?: string
  children?: ReactNode
}

const wordsOf = (error: AppError | Words): Words => ('code' in error ? describeError(error) : error)

/** A failure, shown where it was caused. */
export function ErrorNote({ error, action, compact = false, className, children }: ErrorNoteProps) {
  const { t } = useTranslation('ui')
  const { title, advice, details } = wordsOf(error)
  return (
    <div
      role="alert"
      className={cx('flex items-start gap-2.5', !compact && 'rounded-md bg-bad-soft px-3 py-2.5', className)}
    >
      <CircleAlert className="icon mt-0.5 text-bad" aria-hidden="true" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium text-ink [overflow-wrap:anywhere]">{title}</p>
        <p className={cx(compact ? 'text-muted' : 'text-ink', '[overflow-wrap:anywhere]')}>{advice}</p>
        {children}
        {details ? (
          <details className="mt-1.5">
            <summary className="w-fit rounded-sm text-muted text-xs hover:text-ink">{t('error.details')}</summary>
            <div className="relative mt-1.5 rounded-md bg-surface">
              <pre className="max-h-48 overflow-auto whitespace-pre-wrap p-2.5 pe-10 font-mono text-xs [overflow-wrap:anywhere]">
                {details}
              </pre>
              <CopyButton text={details} className="absolute end-1 top-1" />
            </div>
          </details>
        ) : null}
      </div>
      {action ? (
        <Button size="sm" busy={action.busy ?? false} onClick={action.onClick}>
          {action.label}
        </Button>
      ) : null}
    </div>
  )
}
