import { cx } from './cx'

type Point = { x: number; y: number }

/** A cable hangs: the curve leaves both jacks sideways and sags with its length. Pure, in px. */
function cablePath(from: Point, to: Point): string {
  const reach = Math.max(16, Math.abs(to.x - from.x) * 0.5)
  const sag = Math.min(14, Math.abs(to.x - from.x) * 0.08)
  return `M${from.x} ${from.y}C${from.x + reach} ${from.y + sag} ${to.x - reach} ${to.y + sag} ${to.x} ${to.y}`
}

type CableProps = {
  /** Width and height of the space between the two jacks, in px. */
  width: number
  height?: number
  /** Where it ends, counted from the vertical middle, in px: to fan out from one skill to several integrations. */
  fromY?: number
  toY?: number
  /** `off` is a cable that leads nowhere yet: dashed and grey. */
  state?: 'on' | 'off' | 'attention'
  className?: string
}

const TONE = { on: 'text-accent', off: 'text-line-strong', attention: 'text-bad' }

/** The thin line that joins skill, integration and account. Decorative: the words beside it say the relation. */
export function Cable({ width, height = 24, fromY = 0, toY = 0, state = 'on', className }: CableProps) {
  const middle = height / 2
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      fill="none"
      aria-hidden="true"
      className={cx('flex-none overflow-visible', TONE[state], className)}
    >
      <path
        d={cablePath({ x: 0, y: middle + fromY }, { x: width, y: middle + toY })}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        {...(state === 'on' ? {} : { strokeDasharray: '1 4' })}
      />
    </svg>
  )
}
