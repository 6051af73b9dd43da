import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  NoSuchModelError,
  RetryError,
  TypeValidationError,
} from 'ai'
import { type AppError, AppFailure, type ModelFailure } from '../../shared/errors'

type ModelFailed = Extract<AppError, { code: 'model-failed' }>
/** What an HTTP answer says, as far as a sentence needs it. */
type Answer = { status: number; retryAfter: string | null; message: string | null }

const modelFailed = (reason: ModelFailure, message: string): ModelFailed => ({ code: 'model-failed', reason, message })

/** Words for whatever a model call threw or a stream reported. Never quotes the server where it may echo a key. */
export function classifyModelFailure(error: unknown): ModelFailed {
  const own = causesOf(error).find((step) => step instanceof AppFailure)
  if (own) return fromAppError(own.error)
  if (RetryError.isInstance(error)) return classifyModelFailure(error.lastError)
  if (APICallError.isInstance(error)) return fromApiCall(error)
  if (NoSuchModelError.isInstance(error)) return modelFailed('not-found', 'This model is not offered by the provider')
  if (EmptyResponseBodyError.isInstance(error)) return modelFailed('malformed', 'The model server sent an empty answer')
  if (InvalidResponseDataError.isInstance(error) && /finish reason/i.test(error.message)) return cut()
  if (isUnreadable(error)) return modelFailed('malformed', 'The model server sent an answer that is not readable')
  return fromCauses(error)
}

/** The failure of a plain request to a model server, from its HTTP status. */
export function describeStatus({ status, retryAfter, message }: Answer): ModelFailed {
  if (status === 401 || status === 403) return modelFailed('auth', 'The model server rejected the key')
  if (status === 404) return modelFailed('not-found', notFoundSentence(message))
  if (status === 429)
    return modelFailed('rate-limited', `The model provider is limiting requests${waitFor(retryAfter)}`)
  if (status === 408 || status === 504) return modelFailed('timeout', 'The model server took too long to answer')
  if (status === 400 && message && /context|token/i.test(message) && /length|limit|maximum|exceed/i.test(message))
    return modelFailed('other', 'The conversation is longer than this model can read')
  if (status === 413) return modelFailed('other', 'The conversation is larger than the model server accepts')
  if (status >= 300 && status < 400)
    return modelFailed('unreachable', 'The model server redirects elsewhere; enter its final address as the base URL')
  if (status >= 500) return modelFailed('other', `The model server failed (HTTP ${status})`)
  return modelFailed('other', `The model server refused the request (HTTP ${status})`)
}

const notFoundSentence = (message: string | null): string =>
  message && /model/i.test(message)
    ? 'The model server does not know this model'
    : 'The model server has nothing at this address; the base URL or the model name is not right'

function waitFor(retryAfter: string | null): string {
  if (!retryAfter) return ''
  const seconds = /^\d+(\.\d+)?$/.test(retryAfter)
    ? Math.ceil(Number(retryAfter))
    : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000)
  if (!Number.isFinite(seconds) || seconds <= 0) return ''
  return seconds < 120 ? `; it asks to wait ${seconds} s` : `; it asks to wait ${Math.ceil(seconds / 60)} minutes`
}

function fromAppError(error: AppError): ModelFailed {
  if (error.code === 'model-failed') return error
  if (error.code === 'request-failed')
    return error.reason === 'too-large' || error.reason === 'forbidden-host'
      ? modelFailed('other', error.message)
      : modelFailed(error.reason, error.message)
  if (error.code === 'vault-locked' || error.code === 'vault-wrong-key' || error.code === 'no-keychain')
    return modelFailed('auth', 'The key of this provider cannot be read because the vault is not open')
  if (error.code === 'needs-secret') return modelFailed('auth', 'The key of this provider is missing')
  return modelFailed('other', 'The model could not be asked')
}

function fromApiCall(error: APICallError): ModelFailed {
  const status = error.statusCode
  if (status === undefined || (status >= 200 && status < 300)) {
    const inner = error.cause === undefined ? null : fromCauses(error.cause)
    if (inner && inner.reason !== 'other') return inner
    return status === undefined
      ? modelFailed('unreachable', 'The model server cannot be reached')
      : modelFailed('malformed', 'The model server sent an answer that is not readable')
  }
  const headers = error.responseHeaders ?? {}
  return describeStatus({ status, retryAfter: headers['retry-after'] ?? null, message: error.responseBody ?? null })
}

const UNREACHABLE = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL)$/
const CUT = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/
const TIMED_OUT = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/
const TLS = /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/

/** Looks through the causes that undici and the SDK wrap around what the socket said. */
function fromCauses(error: unknown): ModelFailed {
  for (const step of causesOf(error)) {
    if (isUnreadable(step)) return modelFailed('malformed', 'The model server sent an answer that is not readable')
    const code = codeOf(step)
    if (UNREACHABLE.test(code)) return modelFailed('unreachable', `The model server cannot be reached (${code})`)
    if (TLS.test(code))
      return modelFailed('unreachable', `The certificate of the model server is not accepted (${code})`)
    if (TIMED_OUT.test(code) || nameOf(step) === 'TimeoutError')
      return modelFailed('timeout', 'The model server took too long to answer')
    if (CUT.test(code) || messageOf(step) === 'terminated') return cut()
  }
  return fromReport(error)
}

/** An error object that the server put into the stream itself, such as `{ message, type, code }`. */
function fromReport(error: unknown): ModelFailed {
  const words = typeof error === 'string' ? error : messageOf(error)
  if (/rate.?limit|too many requests|quota/i.test(words))
    return modelFailed('rate-limited', 'The model provider is limiting requests')
  if (/fetch failed|cannot connect|network/i.test(words))
    return modelFailed('unreachable', 'The model server cannot be reached')
  if (/overloaded|internal server error|server_error/i.test(words))
    return modelFailed('other', 'The model server failed while answering')
  return modelFailed('other', 'The model server reported a failure while answering')
}

const cut = () => modelFailed('malformed', 'The answer broke off before its end')
const isUnreadable = (error: unknown): boolean =>
  JSONParseError.isInstance(error) ||
  TypeValidationError.isInstance(error) ||
  InvalidResponseDataError.isInstance(error)

function causesOf(error: unknown): unknown[] {
  const steps: unknown[] = []
  let step: unknown = error
  while (step !== undefined && step !== null && steps.length < 8) {
    steps.push(step)
    if (step instanceof AggregateError) steps.push(...step.errors)
    step = typeof step === 'object' && 'cause' in step ? step.cause : undefined
  }
  return steps
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : ''
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : ''
