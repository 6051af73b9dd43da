import { Check } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Spinner } from './spinner'

export type SaveState = 'idle' | 'saving' | 'saved' | 'failed'

const SHOWN_MS = 1200

type SavedMarkProps = {
  state: SaveState
  /** Why the last change is not stored, in words. */
  why?: string | undefined
}

/** "Saved" for a second, then nothing. A failure stays. */
export function SavedMark({ state, why }: SavedMarkProps) {
  const { t } = useTranslation('ui')
  const [gone, setGone] = useState(false)
  useEffect(() => {
    setGone(false)
    if (state !== 'saved') return
    const timer = setTimeout(() => setGone(true), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <span role="status" className="inline-flex min-w-0 items-center gap-1 text-muted text-xs">
      {state === 'saving' ? <Spinner className="size-3" /> : null}
      {state === 'saved' && !gone ? <Check className="size-3 text-good" aria-hidden="true" /> : null}
      {state === 'idle' || gone ? (
        ''
      ) : (
        <span className={state === 'failed' ? 'text-bad' : ''}>
          {state === 'failed' && why ? t('save.failedWhy', { why }) : t(`save.${state}`)}
        </span>
      )}
    </span>
  )
}
