import type { ReactNode } from 'react'
import { numberWords } from './number-words'

type Bar = {
  key: string
  label: string
  value: number
  /** Stands for the label where it is more than a text: a chip, a name that is read later. */
  face?: ReactNode
  /** Of what has no value, or of the rest. */
  quiet?: boolean
}

type BarListProps = {
  /** What it shows, in words. */
  label: string
  /** The heads of its columns for screen readers. */
  heads: [label: string, value: string]
  bars: Bar[]
  /** The number that 100 % stands for. */
  total: number
  /** The number that a whole bar stands for: the largest one unless given. */
  most?: number
  onChoose?: (bar: Bar) => void
  /** Says what choosing does: "Show only Won". */
  chooseLabel?: (label: string) => string
}

const percent = (value: number, total: number): string => {
  const share = total === 0 ? 0 : (value / total) * 100
  return share > 0 && share < 0.1 ? '< 0.1' : String(share >= 10 ? Math.round(share) : Math.round(share * 10) / 10)
}

/** Values with their counts, longest bar first as a rule: a table whose bars are drawn beside the numbers. */
export function BarList({ label, heads, bars, total, most, onChoose, chooseLabel }: BarListProps) {
  const full = most ?? Math.max(1, ...bars.map(({ value }) => value))
  return (
    <table className="w-full table-fixed text-sm" aria-label={label}>
      <colgroup>
        <col />
        <col className="w-20" />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">{heads[0]}</th>
          <th scope="col">{heads[1]}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr
            key={bar.key}
            className="group"
            title={`${bar.label} · ${numberWords(bar.value)} · ${percent(bar.value, total)} %`}
          >
            <th scope="row" className="p-0 text-start font-normal">
              {onChoose ? (
                <button
                  type="button"
                  aria-label={chooseLabel?.(bar.label) ?? bar.label}
                  onClick={() => onChoose(bar)}
                  className="block w-full rounded-sm py-1 text-start group-hover:bg-hover"
                >
                  <Face bar={bar} most={full} />
                </button>
              ) : (
                <div className="py-1">
                  <Face bar={bar} most={full} />
                </div>
              )}
            </th>
            <td className="tnum py-1 ps-2 text-end align-top text-muted text-xs leading-5">{numberWords(bar.value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Face({ bar, most }: { bar: Bar; most: number }) {
  return (
    <>
      <span className={`block truncate ${bar.quiet ? 'text-muted' : ''}`}>{bar.face ?? bar.label}</span>
      <svg width="100%" height="4" className="mt-0.5 block" aria-hidden="true">
        <rect
          width={`${Math.max(0.6, (bar.value / most) * 100)}%`}
          height="4"
          rx="2"
          fill="currentColor"
          className={bar.quiet ? 'text-line-strong' : 'text-control-line group-hover:text-accent'}
        />
      </svg>
    </>
  )
}
