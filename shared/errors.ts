/** Everything that can be said to a person when something did not work. Closed: both ends ship together. */
export type AppError =
  | { code: 'invalid-input'; message: string; field?: string }
  | { code: 'not-found'; what: string; id: string }
  | { code: 'conflict'; message: string }
  | { code: 'busy'; what: string }
  | { code: 'vault-locked' }
  | { code: 'vault-wrong-key' }
  | { code: 'no-keychain' }
  | { code: 'wrong-passphrase' }
  | { code: 'needs-secret'; what: string }
  | { code: 'needs-reauth'; what: string; reason: string }
  | { code: 'sign-in-failed'; reason: SignInFailure; message: string }
  | { code: 'source-failed'; reason: SourceFailure; message: string }
  | { code: 'model-failed'; reason: ModelFailure; message: string }
  | { code: 'request-failed'; reason: RequestFailure; message: string; status?: number }
  | { code: 'approval-mismatch' }
  | { code: 'database-newer'; file: string; found: number; known: number }
  | { code: 'database-damaged'; file: string }
  /** `another-account`: what was asked for leads to another account at the source than the one the data is from. */
  | { code: 'refused'; message: string; reason?: 'another-account' }
  | { code: 'internal'; reference: string }

/** Why a source (or a credential for it) could not be used. `auth` asks for a new credential; the rest do not. */
export type SourceFailure =
  | 'unreachable'
  | 'auth'
  | 'tls'
  | 'not-found'
  | 'permission'
  | 'timeout'
  | 'protocol'
  | 'cancelled'
/**
 * Why a sign-in did not end in a token. `config` is for the person who set it up, `busy` means that the answer has nowhere
 * to come back to, and `ignored` had nothing to do with a sign-in of ours.
 */
export type SignInFailure =
  | 'busy'
  | 'config'
  | 'denied'
  | 'expired'
  | 'ignored'
  | 'mismatch'
  | 'unreachable'
  | 'malformed'
export type ModelFailure = 'unreachable' | 'auth' | 'rate-limited' | 'malformed' | 'not-found' | 'timeout' | 'other'
export type RequestFailure =
  | 'unreachable'
  | 'auth'
  | 'rate-limited'
  | 'timeout'
  | 'too-large'
  | 'forbidden-host'
  | 'malformed'
  | 'other'

/** The only error that main throws on purpose; the router turns it into a `Result`. */
export class AppFailure extends Error {
  constructor(readonly error: AppError) {
    super(describeError(error).title)
    this.name = 'AppFailure'
  }
}

export type ErrorWords = { title: string; advice: string }

const SOURCE_ADVICE: Record<SourceFailure, string> = {
  unreachable: 'Check the host and port, and that this machine can reach them.',
  auth: 'Check the user name and password, then reconnect.',
  tls: 'Choose another TLS mode, or ask the administrator of the server which one it accepts.',
  'not-found': 'Check what was entered; it may also have been renamed or removed at the source.',
  permission: 'Ask the administrator of the source for read access.',
  timeout: 'The source did not answer in time. Try again, or check its load.',
  protocol: 'The answer was not understood. Check that host and port belong to this kind of source.',
  cancelled: 'Start the sync again when it suits.',
}

const SIGN_IN_ADVICE: Record<SignInFailure, string> = {
  busy: 'Finish or end what is in its way, then sign in again.',
  config: 'Check the settings against those at the service, then sign in again.',
  denied: 'Nothing was stored. Sign in again when it suits.',
  expired: 'Start the sign-in again.',
  ignored: 'Start the sign-in again.',
  mismatch: 'The answer was not accepted and nothing was stored. Start the sign-in again.',
  unreachable: 'Check the network and the addresses, then try again.',
  malformed: 'The sign-in server sent something that could not be read. Check the token URL.',
}

const MODEL_ADVICE: Record<ModelFailure, string> = {
  unreachable: 'Check the base URL, and that the model server is running. The built-in assistant works without it.',
  auth: 'Check the key in Settings, Models.',
  'rate-limited': 'The provider asks to wait. Send the message again later.',
  malformed: 'The model server sent something that could not be read. Send the message again, or choose another model.',
  'not-found': 'Choose a model that this provider offers in Settings, Models.',
  timeout: 'The model did not answer in time. Send the message again, or choose another model.',
  other: 'Send the message again, or choose another model.',
}

const REQUEST_ADVICE: Record<RequestFailure, string> = {
  unreachable: 'Check the network and the address of the account.',
  auth: 'Reconnect the account.',
  'rate-limited': 'The service asks to wait. Try again later.',
  timeout: 'The service did not answer in time. Try again later.',
  'too-large': 'Ask for less at once.',
  'forbidden-host': 'Only the hosts of the integration may be called.',
  malformed: 'The service sent something that could not be read.',
  other: 'The details below say what the service answered.',
}

/** Words for a person: what happened, and what to do. Never contains a stack or a secret. */
export function describeError(error: AppError): ErrorWords {
  switch (error.code) {
    case 'invalid-input':
      return { title: error.message, advice: 'Correct the value and try again.' }
    case 'not-found':
      return {
        title: `This ${error.what} does not exist any more`,
        advice: 'It may have been deleted. Go back to the list.',
      }
    case 'conflict':
      return { title: error.message, advice: 'Reload and try again.' }
    case 'busy':
      return { title: `${error.what} is already under way`, advice: 'Wait until it has finished, or cancel it.' }
    case 'vault-locked':
      return {
        title: 'The vault is locked',
        advice: 'Unlock the keychain of this computer, then try again in Settings, Vault.',
      }
    case 'vault-wrong-key':
      return { title: 'The keychain holds another key', advice: 'Secrets of this workspace have to be entered again.' }
    case 'no-keychain':
      return {
        title: 'No keychain was found on this computer',
        advice: 'Choose a passphrase, or keep secrets in memory, in Settings, Vault.',
      }
    case 'wrong-passphrase':
      return { title: 'The passphrase does not open the vault', advice: 'Try again.' }
    case 'needs-secret':
      return {
        title: `${error.what} needs its secret`,
        advice: 'Enter it again; secrets stay on the computer where they were entered.',
      }
    case 'needs-reauth':
      return { title: `The credential of ${error.what} is not accepted any more`, advice: error.reason }
    case 'sign-in-failed':
      return { title: error.message, advice: SIGN_IN_ADVICE[error.reason] }
    case 'source-failed':
      return { title: error.message, advice: SOURCE_ADVICE[error.reason] }
    case 'model-failed':
      return { title: error.message, advice: MODEL_ADVICE[error.reason] }
    case 'request-failed':
      return { title: error.message, advice: REQUEST_ADVICE[error.reason] }
    case 'approval-mismatch':
      return { title: 'The request changed after it was approved', advice: 'Nothing was sent. Ask for it again.' }
    case 'database-newer':
      return {
        title: 'This workspace was made by a newer Patchbay',
        advice: 'Install the newer version. The files were left untouched.',
      }
    case 'database-damaged':
      return {
        title: `The file ${error.file} is damaged`,
        advice: 'It was set aside. Restore a backup from the data folder.',
      }
    case 'refused':
      return { title: error.message, advice: 'Nothing was changed.' }
    case 'internal':
      return { title: 'Something unexpected happened', advice: `The log has the details under ${error.reference}.` }
  }
}
