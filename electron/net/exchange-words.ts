import { type AppError, AppFailure } from '../../shared/errors'
import type { ExchangeFailure } from './exchange'

type RequestFailed = Extract<AppError, { code: 'request-failed' }>

const UNKNOWN_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'])
const TLS = /CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO_/
const UNREADABLE = /^(HPE_|Z_)/

/**
 * Says what became of a request without quoting anything that was sent or received. A change that may have been carried
 * out is never `unreachable` or `timeout`: those are answered by trying again.
 */
export function exchangeError(failure: ExchangeFailure, host: string, mayHaveActed: boolean): AppFailure {
  const { reason, message } = describe(failure, host)
  if (!mayHaveActed) return new AppFailure({ code: 'request-failed', reason, message })
  const doubt = 'It may have been carried out all the same; look there before you repeat it'
  return new AppFailure({ code: 'request-failed', reason: 'other', message: `${message}. ${doubt}` })
}

function describe(failure: ExchangeFailure, host: string): Pick<RequestFailed, 'reason' | 'message'> {
  switch (failure.reason) {
    case 'stopped':
      return { reason: 'other', message: `The request to ${host} was stopped` }
    case 'timeout':
      return { reason: 'timeout', message: `${host} did not answer in time` }
    case 'too-large':
      return { reason: 'too-large', message: `The answer of ${host} is larger than what is read at once` }
    case 'encoding':
      return { reason: 'malformed', message: `${host} answered in a compression that was not asked for` }
    case 'network':
      return describeNetwork(failure.networkCode, host, failure.sent)
  }
}

function describeNetwork(code: string, host: string, sent: boolean): Pick<RequestFailed, 'reason' | 'message'> {
  if (code === 'EPRIVATE')
    return { reason: 'forbidden-host', message: `${host} leads to a private address, which is not called` }
  if (UNKNOWN_NAME.has(code)) return { reason: 'unreachable', message: `The name ${host} could not be found` }
  if (code === 'ECONNREFUSED') return { reason: 'unreachable', message: `${host} refused the connection` }
  if (UNREADABLE.test(code)) return { reason: 'malformed', message: `The answer of ${host} could not be read` }
  if (TLS.test(code)) return { reason: 'unreachable', message: `${host} could not prove who it is (${code})` }
  if (sent) return { reason: 'unreachable', message: `${host} ended the connection before its answer was complete` }
  return { reason: 'unreachable', message: `${host} could not be reached` }
}
