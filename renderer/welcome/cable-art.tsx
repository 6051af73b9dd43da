import { useTranslation } from 'react-i18next'

const JACKS = [
  { x: 64, y: 40, key: 'skill' },
  { x: 220, y: 40, key: 'integration' },
  { x: 376, y: 40, key: 'account' },
] as const

const QUIET = [0, 1, 2, 3, 4, 5, 6].map((column) => 40 + column * 60)

/** A patchbay: one row of jacks with two cables that hang between them, over a row that waits. */
export function CableArt() {
  const { t } = useTranslation('welcome')
  return (
    <svg width="440" height="176" viewBox="0 0 440 176" fill="none" aria-hidden="true" className="max-w-full">
      {QUIET.map((x) => (
        <circle key={x} cx={x} cy="152" r="6" stroke="var(--line-strong)" strokeWidth="1.5" />
      ))}
      <path
        d="M64 40C84 132 200 132 220 40"
        stroke="var(--accent)"
        strokeWidth="3.5"
        strokeLinecap="round"
        opacity="0.9"
      />
      <path d="M220 40C240 120 356 120 376 40" stroke="var(--accent)" strokeWidth="3.5" strokeLinecap="round" />
      {JACKS.map(({ x, y, key }) => (
        <g key={key}>
          <circle cx={x} cy={y} r="13" fill="var(--surface)" stroke="var(--accent)" strokeWidth="3" />
          <circle cx={x} cy={y} r="5.5" fill="var(--accent)" />
          <text x={x} y={y - 23} textAnchor="middle" fill="var(--text-muted)" fontSize="12">
            {t(`art.${key}`)}
          </text>
        </g>
      ))}
    </svg>
  )
}
