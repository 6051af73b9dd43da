import { byteWords, numberWords, shortNumberWords } from './number-words'

type NumProps = {
  value: number
  look?: 'full' | 'short' | 'bytes'
  /** Stands after it: "rows". */
  unit?: string
  className?: string
}

const WRITE = { full: numberWords, short: shortNumberWords, bytes: byteWords }

/** A number in figures of one width, with thin spaces; shortened ones say the exact number on hover. */
export function Num({ value, look = 'full', unit, className }: NumProps) {
  return (
    <span
      className={`tnum whitespace-nowrap ${className ?? ''}`}
      title={look === 'full' ? undefined : numberWords(value)}
    >
      {WRITE[look](value)}
      {unit ? `\u00a0${unit}` : null}
    </span>
  )
}
