import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '../ui/cx'
import { IconButton } from '../ui/icon-button'
import { monthDays, shiftedDay, shiftedMonth, today } from './calendar-days'
import type { CellEditorProps } from './cell-editor'
import { EditorFrame, endOf, inputLook } from './cell-frame'
import { useFocusOnce, useTextDraft } from './use-text-draft'

const STEPS: Record<string, (day: string) => string> = {
  ArrowUp: (day) => shiftedDay(day, -1),
  ArrowDown: (day) => shiftedDay(day, 1),
  PageUp: (day) => shiftedMonth(day, -1),
  PageDown: (day) => shiftedMonth(day, 1),
}

/** A day or a moment, typed in ISO form or chosen; arrows go by days, Page up and down by months. */
export function DateEditor(props: CellEditorProps) {
  const { field, label, bare = false } = props
  const { t } = useTranslation('tables')
  const draft = useTextDraft(props)
  const focus = useFocusOnce<HTMLInputElement>()
  const withTime = field.type === 'datetime'
  const day = draft.text.trim().slice(0, 10)
  const textFor = (next: string): string => (withTime ? `${next}${draft.text.trim().slice(10) || ' 00:00'}` : next)
  function handleKeyDown(event: KeyboardEvent) {
    const after = endOf(event)
    const step = STEPS[event.key]
    if (event.key === 'Escape') draft.cancel()
    else if (after !== undefined) draft.commit(after)
    else if (step) draft.change(textFor(step(day)))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <EditorFrame
      flaw={draft.flaw}
      error={draft.error}
      errorId={draft.errorId}
      panelLabel={t('calendar')}
      panel={
        <Calendar
          day={day}
          onTurn={(months) => draft.change(textFor(shiftedMonth(day, months)))}
          onPick={(picked) => (withTime ? draft.change(textFor(picked)) : draft.commit(null, picked))}
        />
      }
    >
      <input
        ref={focus}
        type="text"
        autoComplete="off"
        aria-label={label ?? field.name}
        aria-description={t('dateHint')}
        placeholder={withTime ? '2026-03-31 14:30' : '2026-03-31'}
        {...draft.aria}
        value={draft.text}
        onChange={(event) => draft.change(event.target.value)}
        onKeyDown={handleKeyDown}
        onBlur={() => draft.commit(null)}
        className={cx(inputLook(bare), 'tnum')}
      />
    </EditorFrame>
  )
}

type CalendarProps = { day: string; onTurn: (months: number) => void; onPick: (day: string) => void }

/** A month to click on; with the keyboard the input itself steps by days and months. */
function Calendar({ day, onTurn, onPick }: CalendarProps) {
  const { t, i18n } = useTranslation('tables')
  const days = monthDays(day)
  const middle = days[15] ?? day
  const month = middle.slice(0, 7)
  const format = (options: Intl.DateTimeFormatOptions, of: string) =>
    new Intl.DateTimeFormat(i18n.language, { ...options, timeZone: 'UTC' }).format(new Date(`${of}T00:00:00Z`))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the focus in the input.
    <div className="p-2" onMouseDown={(event) => event.preventDefault()}>
      <div className="flex items-center justify-between pb-1">
        <IconButton
          size="sm"
          tabIndex={-1}
          label={t('monthBefore')}
          icon={<ChevronLeft className="rtl:rotate-180" aria-hidden="true" />}
          onClick={() => onTurn(-1)}
        />
        <span className="font-medium text-sm">{format({ month: 'long', year: 'numeric' }, middle)}</span>
        <IconButton
          size="sm"
          tabIndex={-1}
          label={t('monthAfter')}
          icon={<ChevronRight className="rtl:rotate-180" aria-hidden="true" />}
          onClick={() => onTurn(1)}
        />
      </div>
      <div className="grid grid-cols-7">
        {days.slice(0, 7).map((name) => (
          <span key={name} aria-hidden="true" className="pb-1 text-center text-2xs text-muted">
            {format({ weekday: 'narrow' }, name)}
          </span>
        ))}
        {days.map((one) => (
          <button
            key={one}
            type="button"
            tabIndex={-1}
            aria-label={format({ dateStyle: 'full' }, one)}
            aria-pressed={one === day}
            onClick={() => onPick(one)}
            className={cx(
              'tnum flex size-7 items-center justify-center rounded-md text-xs',
              one === day ? 'bg-accent text-on-accent' : 'hover:bg-hover',
              one !== day && !one.startsWith(month) && 'text-muted',
              one !== day && one === today() && 'font-semibold text-accent',
            )}
          >
            {Number(one.slice(8))}
          </button>
        ))}
      </div>
    </div>
  )
}
