import type { LedgerEntry, LedgerStatus } from '../../shared/domain/ledger'
import type { Tone } from '../ui/badge'

export const STATUS_TONE: Record<LedgerStatus, Tone> = {
  dispatched: 'accent',
  succeeded: 'good',
  failed: 'bad',
  indeterminate: 'warn',
}

/** Host and path of a request; what is no address is shown as it is. */
export function addressOf(url: string): { host: string; path: string } {
  const parsed = URL.parse(url)
  return parsed ? { host: parsed.host, path: `${parsed.pathname}${parsed.search}` } : { host: '', path: url }
}

/** The time of day; with the date when it was not today. */
export function momentWords(at: string, language: string, now: Date): string {
  const moment = new Date(at)
  const today = moment.toDateString() === now.toDateString()
  const date = today ? {} : ({ day: '2-digit', month: 'short' } as const)
  return new Intl.DateTimeFormat(language, {
    ...date,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(moment)
}

/** "200", or the word for how it ended where there is no number. */
export const httpWords = ({ httpStatus }: LedgerEntry): string => (httpStatus === null ? '' : String(httpStatus))
