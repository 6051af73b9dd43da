import type { Kysely } from 'kysely'
import type { ShownRequest } from '../../shared/domain/integration'
import { AppFailure, describeError } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import type { HttpResponse } from '../net/http'
import { showRequest } from '../net/http-request'
import { buildCall } from './build-call'
import { type Connectors, configOf } from './connectors'
import type { Credentials, Usable } from './credentials'
import { updateConnector } from './queries'

type TestResult = {
  request: ShownRequest
  status: number | null
  durationMs: number
  message: string
  ok: boolean
  excerpt: string
}

type TestingOptions = {
  db: Kysely<WorkspaceDatabase>
  connectors: Connectors
  credentials: Credentials
}

const LONGEST_EXCERPT = 2000

/** Sends one read with the credential and says what came back. */
export function createTesting({ db, connectors, credentials }: TestingOptions) {
  const learn = async ({ row, type, values }: Usable, response: HttpResponse): Promise<string | null> => {
    const read = response.status < 300 ? type.identify?.read(response.json(), values) : null
    if (!read) return null
    const config = JSON.stringify({ ...configOf(row), ...read.learned })
    await updateConnector(db, row.id, { identity: read.identity, config })
    return read.identity
  }
  return {
    async test(id: string, path: string): Promise<TestResult> {
      const usable = await connectors.usable(id)
      const { type, values, row } = usable
      const asked = path.trim() || type.identify?.path || '/'
      const request = buildCall(type, values, { method: 'GET', path: asked })
      const shown = showRequest(request, type.signatureNames(values))
      const target = `${row.name}: test`
      const started = performance.now()
      const result = (part: Omit<TestResult, 'request' | 'durationMs'>): TestResult => ({
        ...part,
        request: shown,
        durationMs: Math.round(performance.now() - started),
      })
      try {
        const response = await credentials.send(usable, request, { ...BY_HAND, target, accountLabel: row.name })
        const identity = asked === type.identify?.path ? await learn(usable, response) : null
        return result({ ...wordsFor(response.status, identity), status: response.status, excerpt: excerptOf(response) })
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error
        const { title, advice } = describeError(error.error)
        return result({ status: null, ok: false, message: `${title}. ${advice}`, excerpt: '' })
      }
    },
    /** After a sign-in, for services that say who it is. A failure is no failure of the sign-in. */
    async identify(id: string): Promise<void> {
      const usable = await connectors.usable(id)
      const { type, values, row } = usable
      if (!type.identify) return
      const request = buildCall(type, values, { method: 'GET', path: type.identify.path })
      const target = `${row.name}: who is this`
      await learn(usable, await credentials.send(usable, request, { ...BY_HAND, target, accountLabel: row.name }))
    },
  }
}

const BY_HAND = { kind: 'check', actor: 'You', threadId: null, runId: null, cardId: null } as const

function wordsFor(status: number, identity: string | null): { ok: boolean; message: string } {
  if (identity !== null) return { ok: true, message: `It works. This is ${identity}.` }
  if (status < 300) return { ok: true, message: 'It works: the service accepted the credential.' }
  if (status === 401) return { ok: false, message: 'The service does not accept the credential.' }
  if (status === 403) return { ok: false, message: 'The service knows the credential and does not permit this path.' }
  if (status === 404) return { ok: false, message: 'The service answered, and has nothing at this path. Try another.' }
  if (status === 429) return { ok: false, message: 'The service asks to wait before the next request.' }
  if (status >= 500) return { ok: false, message: 'The service has a problem of its own.' }
  return { ok: false, message: 'The service answered, and refused this request.' }
}

const excerptOf = ({ text }: HttpResponse): string =>
  text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text
