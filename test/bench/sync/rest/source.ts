import { z } from 'zod'
import { defineSource, type HttpContext, type Selection, type SourcePage } from '../../../../electron/sources/define'
import { toPage } from '../../../../electron/sources/http/pages'
import type { JsonValue } from '../../../../shared/domain/common'
import type { DiscoveredStream, StreamField } from '../../../../shared/domain/data-connection'
import { FIELDS } from './page'

const Answer = z.object({ data: z.array(z.record(z.string(), z.json())), next: z.string().nullable() })
const Resume = z.object({ after: z.string() })

const stream: DiscoveredStream = {
  ...{ name: 'contacts', label: 'contacts', group: null, estimatedRows: null, note: null },
  fields: FIELDS.map((name): StreamField => {
    const type = name === 'id' || name === 'score' ? 'integer' : 'text'
    return { name, type, sourceType: type, primaryKey: name === 'id' }
  }),
  ...{ cursorField: null, cursorChoices: [], deletes: 'full-read', filters: 'local' },
}

async function* readAll({ request }: HttpContext, selection: Selection, resume: JsonValue): AsyncGenerator<SourcePage> {
  const from = Resume.safeParse(resume)
  let after = from.success ? from.data.after : '0'
  for (;;) {
    const answer = await request({ path: '/contacts', query: { after } })
    const { data, next } = Answer.parse(answer.json())
    yield toPage(selection, data, { after: next ?? after })
    if (next === null) return
    after = next
  }
}

/** An API without a limit: 100 records of 13 fields a page, each page named by the one before it. */
export const restSource = defineSource({
  kind: 'http',
  ...{ id: 'rest', name: 'REST', description: '', version: 1, show: null },
  fields: [{ key: 'url', label: 'URL', kind: 'text', required: true }],
  auth: [{ id: 'key', label: 'Key', fields: [{ key: 'key', label: 'Key', kind: 'secret', required: true }] }],
  timing: () => ({
    ...{ granularityMs: 1, lagMs: 0, lookbackMs: 0, retentionMs: null, sweepEveryMs: null, recomputeEveryMs: null },
  }),
  http: {
    baseUrl: (config) => config.url ?? '',
    origins: () => [],
    headers: {},
    sign: ({ secrets }) => ({ authorization: `Bearer ${secrets.key}` }),
    budgets: [],
    classify: () => undefined,
    reader: (context) => ({
      check: async () => ({ identity: 'Bench', externalId: 'bench', testMode: false }),
      discover: async () => [stream],
      snapshot: (selection, resume) => readAll(context, selection, resume),
      changes: (selection, _, resume) => readAll(context, selection, resume),
      keys: (selection, resume) => readAll(context, selection, resume),
      close: async () => undefined,
    }),
  },
})
