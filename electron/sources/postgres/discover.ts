import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { ReadOptions, SourceCredentials } from '../define'
import { listRelations, type Relation, toStreamField } from './columns'
import { withSession } from './session'

export const checkPostgres = (credentials: SourceCredentials, options: ReadOptions): Promise<{ identity: string }> =>
  withSession(credentials, options, async (client) => {
    const { rows } = await client.query('select current_user || $1 || current_database() as identity', ['@'])
    return { identity: String(rows[0]?.identity) }
  })

export const discoverPostgres = (credentials: SourceCredentials, options: ReadOptions): Promise<DiscoveredStream[]> =>
  withSession(credentials, options, async (client) => (await listRelations(client)).map(toStream))

const toStream = ({ schema, name, qualified, estimate, columns }: Relation): DiscoveredStream => ({
  name: qualified,
  label: schema === 'public' ? name : `${schema}.${name}`,
  fields: columns.map(toStreamField),
  // -1 until the table is analysed for the first time; a view has no estimate at all.
  estimatedRows: estimate > 0 ? estimate : null,
})
