import type { ReactNode } from 'react'
import { Jack } from './jack'

type EmptyStateProps = {
  /** One line: what this is. */
  title: string
  description?: string
  /** The one button. */
  action?: ReactNode
  /** The one link to learn more. */
  link?: { label: string; onClick: () => void }
  icon?: ReactNode
}

/** One line, one button, one link; over two open jacks with nothing between them. */
export function EmptyState({ title, description, action, link, icon }: EmptyStateProps) {
  return (
    <div className="flex h-full min-h-48 flex-col items-center justify-center px-6 py-10 text-center">
      <div className="mb-4 flex items-center gap-1 text-muted [&>svg]:size-6 [&>svg]:stroke-[1.5]" aria-hidden="true">
        {icon ?? (
          <>
            <Jack state="disconnected" size={14} />
            <svg
              width="56"
              height="20"
              viewBox="0 0 56 20"
              fill="none"
              className="text-control-line"
              aria-hidden="true"
            >
              <path
                d="M2 10C18 18 38 18 54 10"
                stroke="currentColor"
                strokeWidth="1.5"
                strokeDasharray="1 5"
                strokeLinecap="round"
              />
            </svg>
            <Jack state="disconnected" size={14} />
          </>
        )}
      </div>
      <p className="max-w-100 text-balance font-medium text-md">{title}</p>
      {description ? <p className="mt-1 max-w-100 text-balance text-muted text-sm">{description}</p> : null}
      {action ? <div className="mt-4 flex gap-2">{action}</div> : null}
      {link ? (
        <button
          type="button"
          onClick={link.onClick}
          className="mt-3 rounded-sm text-muted text-xs underline decoration-line-strong underline-offset-3 hover:text-ink"
        >
          {link.label}
        </button>
      ) : null}
    </div>
  )
}
