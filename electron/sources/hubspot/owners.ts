import { z } from 'zod'
import { Json, type JsonValue } from '../../../shared/domain/common'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { HttpContext, Selection, SourcePage } from '../define'
import { toPage } from '../http/pages'
import { listPages } from './records'

const field = (name: string, type: DiscoveredStream['fields'][number]['type'], sourceType: string) => ({
  ...{ name, type, sourceType },
  primaryKey: name === 'id',
})

/** The users that records belong to. They are few, and cannot be searched. */
export const OWNERS: DiscoveredStream = {
  name: 'owners',
  label: 'Owners',
  group: null,
  fields: [
    field('id', 'text', 'string'),
    field('email', 'email', 'string'),
    field('firstName', 'text', 'string'),
    field('lastName', 'text', 'string'),
    field('userId', 'integer', 'integer'),
    field('teams', 'json', 'array'),
    field('archived', 'boolean', 'boolean'),
    field('createdAt', 'datetime', 'date-time'),
    field('updatedAt', 'datetime', 'date-time'),
  ],
  estimatedRows: null,
  cursorField: null,
  cursorChoices: [],
  deletes: 'full-read',
  filters: 'local',
  note: 'Also those who were deactivated, since records still name them.',
}

const Owner = z.object({ id: z.string() }).catchall(Json)
const Place = z.object({ archived: z.boolean(), after: z.string().nullable() })

export async function* readOwners(
  context: HttpContext,
  selection: Selection,
  resume: JsonValue,
): AsyncGenerator<SourcePage> {
  const begun = resume === null ? null : Place.parse(resume)
  for (const archived of [false, true]) {
    if (begun && (begun.archived !== archived ? begun.archived : begun.after === null)) continue
    const from = begun?.archived === archived ? begun.after : null
    const query = { limit: '100', archived: String(archived) }
    for await (const { results, next } of listPages(context, Owner, { path: '/crm/v3/owners', query }, from))
      yield toPage(selection, results, { archived, after: next })
  }
}
