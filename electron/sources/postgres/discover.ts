import type { Client } from 'pg'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { XMIN } from './changes'
import { type Column, keyOfRelation, listRelations, type Relation, toStreamField } from './columns'

export const discoverStreams = async (client: Client): Promise<DiscoveredStream[]> =>
  (await listRelations(client)).map(toStream)

function toStream(relation: Relation): DiscoveredStream {
  const { schema, name, qualified, estimate, columns } = relation
  const key = keyOfRelation(relation)
  const cursor = key.length > 0 ? findCursor(relation) : undefined
  return {
    name: qualified,
    label: schema === 'public' ? name : `${schema}.${name}`,
    group: schema,
    fields: columns.map((column) => toStreamField(column, key.includes(column))),
    // -1 until the table is analysed for the first time; a view has no estimate at all.
    estimatedRows: estimate > 0 ? estimate : null,
    cursorField: cursor?.name ?? null,
    cursorChoices: key.length > 0 ? choicesOf(relation, cursor) : [],
    deletes: key.length > 0 ? 'sweep' : 'full-read',
    filters: 'source',
    note:
      key.length > 0 ? (cursor ? noteOn(relation, cursor) : null) : 'It has no key, so everything is read each time.',
  }
}

/** What applications and frameworks call the time of the last change, best first; without case and underscores. */
const CHANGED_NAMES = [
  ...['updatedat', 'modifiedat', 'lastmodifiedat', 'lastupdatedat', 'changedat', 'lastupdate', 'lastupdated'],
  ...[
    'lastmodified',
    'lastchange',
    'lastchanged',
    'updatedon',
    'modifiedon',
    'changedon',
    'dateupdated',
    'datemodified',
  ],
  ...[
    'updateddate',
    'modifieddate',
    'lastmodifieddate',
    'updatetime',
    'updatedtime',
    'modifytime',
    'updated',
    'modified',
  ],
  ...['writedate', 'systemmodstamp'],
]
const rank = ({ name }: Column): number => CHANGED_NAMES.indexOf(name.toLowerCase().replaceAll('_', ''))

/** One with an index before one without. */
function findCursor(relation: Relation): Column | undefined {
  const named = relation.columns
    .filter((column) => isTime(column) && rank(column) >= 0)
    .toSorted((a, b) => rank(a) - rank(b))
  return named.find((column) => hasIndex(relation, column)) ?? named[0]
}

const hasIndex = ({ indexes }: Relation, { name }: Column): boolean =>
  indexes.some(({ columns }) => columns[0] === name)
const isTime = ({ base }: Column): boolean => base === 'timestamp' || base === 'timestamptz'

/** Only ordinary tables keep the transaction that wrote a row. */
function choicesOf({ columns, kind }: Relation, cursor: Column | undefined): string[] {
  const times = columns.filter((column) => isTime(column) || column.base === 'int4' || column.base === 'int8')
  const names = times.filter((column) => column !== cursor).map(({ name }) => name)
  return kind === 'r' && !names.includes(XMIN) ? [...names, XMIN] : names
}

function noteOn(relation: Relation, cursor: Column): string | null {
  const notes: string[] = []
  if (!hasIndex(relation, cursor))
    notes.push(`${cursor.name} has no index: looking for changes goes through the whole table.`)
  if (!cursor.notNull) notes.push(`Records without ${cursor.name} are only looked at when everything is read.`)
  return notes.length > 0 ? notes.join(' ') : null
}
