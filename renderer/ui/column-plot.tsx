import { type KeyboardEvent, useRef, useState } from 'react'
import { numberWords } from './number-words'

type PlotColumn = { key: string; label: string; value: number }

type ColumnPlotProps = {
  /** What it shows, in words. */
  label: string
  heads: [label: string, value: string]
  /** In the order of the axis. */
  columns: PlotColumn[]
  /** What stands below the left and the right end. */
  ends: [string, string]
  onChoose?: (index: number) => void
  chooseLabel?: (label: string) => string
  height?: number
}

/** Counts along an axis: a histogram or a time plot. The arrow keys lead along it; every value is also in a table. */
export function ColumnPlot({ label, heads, columns, ends, onChoose, chooseLabel, height = 96 }: ColumnPlotProps) {
  const [at, setAt] = useState<number | null>(null)
  const [stop, setStop] = useState(0)
  const buttons = useRef<HTMLDivElement>(null)
  const most = Math.max(1, ...columns.map(({ value }) => value))
  const shown = at === null ? undefined : columns[at]
  const tabStop = Math.min(stop, columns.length - 1)

  function handleKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -columns.length, End: columns.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.min(columns.length - 1, Math.max(0, tabStop + step))
    setStop(next)
    buttons.current?.querySelectorAll('button')[next]?.focus()
  }

  return (
    <figure className="m-0" aria-label={label}>
      <div className="relative" style={{ height }}>
        <Columns columns={columns} most={most} at={at} />
        {onChoose ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: the keys come from the buttons in it.
          <div
            ref={buttons}
            onKeyDown={handleKeyDown}
            onPointerLeave={() => setAt(null)}
            className="absolute inset-0 flex"
          >
            {columns.map((column, index) => (
              <button
                key={column.key}
                type="button"
                tabIndex={index === tabStop ? 0 : -1}
                aria-label={`${chooseLabel?.(column.label) ?? column.label}: ${numberWords(column.value)}`}
                onPointerEnter={() => setAt(index)}
                onFocus={() => setAt(index)}
                onBlur={() => setAt(null)}
                onClick={() => onChoose(index)}
                className="h-full min-w-0 flex-1 rounded-xs focus-visible:-outline-offset-1"
              />
            ))}
          </div>
        ) : null}
      </div>
      <figcaption aria-hidden="true" className="tnum mt-1 flex h-4 justify-between gap-3 text-2xs text-muted">
        {shown ? (
          <>
            <span className="truncate text-ink">{shown.label}</span>
            <span className="shrink-0 text-ink">{numberWords(shown.value)}</span>
          </>
        ) : (
          <>
            <span className="truncate">{ends[0]}</span>
            <span className="truncate">{ends[1]}</span>
          </>
        )}
      </figcaption>
      <ValueTable label={label} heads={heads} columns={columns} />
    </figure>
  )
}

type ColumnsProps = { columns: PlotColumn[]; most: number; at: number | null }

/** In percent of the width, so that it fits any panel without measuring. */
function Columns({ columns, most, at }: ColumnsProps) {
  const step = 100 / Math.max(1, columns.length)
  const gap = columns.length > 60 ? 0.1 : 0.16
  return (
    <svg width="100%" height="100%" aria-hidden="true" className="block">
      {columns.map(({ key, value }, index) => {
        const tall = value === 0 ? 0 : Math.max(1.5, (value / most) * 100)
        return (
          <rect
            key={key}
            x={`${(index + gap / 2) * step}%`}
            y={`${100 - tall}%`}
            width={`${step * (1 - gap)}%`}
            height={`${tall}%`}
            fill="currentColor"
            className={at === index ? 'text-accent' : 'text-control-line'}
          />
        )
      })}
      <line x1="0" x2="100%" y1="100%" y2="100%" stroke="currentColor" className="text-line-strong" strokeWidth="2" />
    </svg>
  )
}

const ValueTable = ({ label, heads, columns }: Pick<ColumnPlotProps, 'label' | 'heads' | 'columns'>) => (
  <div className="sr-only">
    <table aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{heads[0]}</th>
          <th scope="col">{heads[1]}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ key, label: of, value }) => (
          <tr key={key}>
            <th scope="row">{of}</th>
            <td>{numberWords(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
