import { cx } from './cx'

type SparkTone = 'muted' | 'good' | 'bad' | 'warn' | 'accent'

type SparkPoint = {
  value: number
  tone?: SparkTone
  /** Shown on hover. */
  title?: string
}

type SparklineProps = {
  points: SparkPoint[]
  /** What it shows, in words: "Rows of the last 14 runs". */
  label: string
  kind?: 'bars' | 'line'
  width?: number
  height?: number
}

const TONE: Record<SparkTone, string> = {
  muted: 'text-control-line',
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
  accent: 'text-accent',
}

function Bars({ points, width, height, most }: { points: SparkPoint[]; width: number; height: number; most: number }) {
  const step = width / Math.max(points.length, 1)
  const bar = Math.max(1, Math.min(6, step - 2))
  return points.map((point, index) => {
    const tall = Math.max(2, (point.value / most) * height)
    return (
      <rect
        // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the row.
        key={index}
        x={index * step}
        y={height - tall}
        width={bar}
        height={tall}
        rx={Math.min(1, bar / 2)}
        fill="currentColor"
        className={TONE[point.tone ?? 'muted']}
      >
        {point.title ? <title>{point.title}</title> : null}
      </rect>
    )
  })
}

function Line({ points, width, height, most }: { points: SparkPoint[]; width: number; height: number; most: number }) {
  const step = width / Math.max(points.length - 1, 1)
  const y = (value: number) => 2 + (height - 4) * (1 - value / most)
  const path = points.map((point, index) => `${index ? 'L' : 'M'}${index * step} ${y(point.value)}`).join('')
  const last = points.at(-1)
  return (
    <g className={TONE[last?.tone ?? 'accent']}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
      {last ? <circle cx={width} cy={y(last.value)} r="2" fill="currentColor" /> : null}
    </g>
  )
}

/** A small plot without axes, for one row of a list. */
export function Sparkline({ points, label, kind = 'bars', width = 84, height = 20 }: SparklineProps) {
  const most = Math.max(1, ...points.map((point) => point.value))
  const Plot = kind === 'bars' ? Bars : Line
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      className={cx('flex-none', kind === 'line' && 'overflow-visible')}
    >
      <Plot points={points} width={width} height={height} most={most} />
    </svg>
  )
}
