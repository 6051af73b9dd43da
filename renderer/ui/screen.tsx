import type { ReactNode } from 'react'
import { cx } from './cx'
import { ProgressBar } from './progress-bar'

type ScreenProps = {
  header: ReactNode
  /** An `Inspector`, when one is open. */
  inspector?: ReactNode
  /** `reading` is one column of 760 px, `wide` one of 1080 px; `bleed` leaves scrolling and padding to the content. */
  width?: 'reading' | 'wide' | 'bleed'
  /** Something is being read again: a hairline runs along the top, the content stays. */
  busy?: boolean
  children: ReactNode
}

/** The layout of every screen: header, content, inspector. */
export function Screen({ header, inspector, width = 'wide', busy = false, children }: ScreenProps) {
  return (
    <div className="flex h-full min-h-0 min-w-0 flex-col">
      {header}
      <div className="relative flex min-h-0 flex-1">
        {busy ? <ProgressBar /> : null}
        {width === 'bleed' ? (
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
        ) : (
          <div className="min-h-0 min-w-0 flex-1 overflow-y-auto">
            <div
              className={cx(
                'mx-auto flex min-h-full flex-col px-6 py-6',
                width === 'reading' ? 'max-w-[808px]' : 'max-w-[1128px]',
              )}
            >
              {children}
            </div>
          </div>
        )}
        {inspector}
      </div>
    </div>
  )
}
