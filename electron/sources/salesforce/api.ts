import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { type HttpContext, type SourceAnswer, SourceProblem } from '../define'
import { readShape } from '../http/shape'
import { PROBE_MS } from './failures'

const API = '/services/data/v62.0'
const USUAL_SHARE = 80
const USAGE = /api-usage=(\d+)\/(\d+)/

export type SalesforceRecord = Record<string, JsonValue>
/** `complete` when no record of what was asked for is left. */
export type QueryResult = { records: SalesforceRecord[]; complete: boolean }

/** `all` also gives what is in the recycle bin; `begun` ends what was begun, whatever the allowance. */
type Query = { soql: string; limit: number; all?: boolean; begun?: boolean }

export type SalesforceApi = {
  /** Below the version of the API. */
  get(path: string): Promise<SourceAnswer>
  query(query: Query): Promise<QueryResult>
}

const Answer = z.object({ done: z.boolean(), records: z.array(z.custom<SalesforceRecord>(isRecord)) })

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Requests that leave other programs their share of the org's daily allowance: beyond it, one an hour is made.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
 */
export function createApi(context: HttpContext): SalesforceApi {
  const asked = Number(context.config.share)
  const share = (asked > 0 && asked <= 100 ? asked : USUAL_SHARE) / 100
  let stoppedUntil = 0
  const ask = async (path: string, query: Readonly<Record<string, string>>, begun: boolean) => {
    if (!begun && context.now().getTime() < stoppedUntil) throw limitReached(share, stoppedUntil)
    const answer = await context.request({ path: `${API}${path}`, query })
    const [, used, most] = USAGE.exec(answer.headers.get('sforce-limit-info') ?? '') ?? []
    if (used && most && Number(used) >= Number(most) * share) stoppedUntil = context.now().getTime() + PROBE_MS
    return answer
  }
  return {
    get: (path) => ask(path, {}, false),
    async query({ soql, limit, all = false, begun = false }) {
      const answer = await ask(all ? '/queryAll' : '/query', { q: soql }, begun)
      const { done, records } = readShape(Answer, answer)
      return { records, complete: done && records.length < limit }
    },
  }
}

const limitReached = (share: number, untilMs: number): SourceProblem =>
  new SourceProblem({
    kind: 'rate-limited',
    message: `Salesforce’s daily requests are used up to ${Math.round(share * 100)} %`,
    untilMs,
  })
