import type { JsonValue } from '../../../shared/domain/common'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import {
  defineSource,
  type HttpContext,
  type HttpSource,
  type Identity,
  type Selection,
  type SourceDefinition,
  type SourcePage,
  type Window,
} from '../define'
import { keysOnly } from './pages'

type TokenSource = Pick<SourceDefinition, 'id' | 'name' | 'description' | 'version' | 'fields' | 'timing'> &
  Pick<HttpSource, 'headers' | 'classify'> & {
    api: string
    token: { label: string; hint: string }
    /** So many requests in so many milliseconds. */
    budget: { requests: number; perMs: number }
    check(context: HttpContext): Promise<Identity>
    discover(context: HttpContext): Promise<DiscoveredStream[]>
    /** What changed within the window, or everything where there is none. */
    read(
      context: HttpContext,
      selection: Selection,
      resume: JsonValue,
      window: Window | null,
    ): AsyncIterable<SourcePage>
  }

/** A source at one address that takes a token as it is (RFC 6750, 2.1), and has one way to read whatever is asked for. */
export const tokenSource = (given: TokenSource): SourceDefinition => {
  const { api, token, budget, headers, classify, check, discover, read, ...about } = given
  const field = { key: 'token', kind: 'secret', required: true, ...token } as const
  return defineSource({
    ...about,
    auth: [{ id: 'token', label: 'Access token', fields: [field] }],
    show: null,
    kind: 'http',
    http: {
      baseUrl: () => api,
      origins: () => [],
      headers,
      sign: ({ secrets }) => ({ authorization: `Bearer ${secrets.token ?? ''}` }),
      budgets: [{ name: 'default', ...budget }],
      classify,
      reader: (context) => ({
        check: () => check(context),
        discover: () => discover(context),
        snapshot: (selection, resume) => read(context, selection, resume, null),
        changes: (selection, window, resume) => read(context, selection, resume, window),
        keys: (selection, resume) => read(context, keysOnly(selection), resume, null),
        close: async () => undefined,
      }),
    },
  })
}
