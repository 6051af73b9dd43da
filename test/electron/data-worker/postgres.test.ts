import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createDataEngine } from '../../../electron/data-worker/engine'
import { startPglite } from '../../helpers/postgres'

const DAY = 24 * 60 * 60_000

it('follows a table of PostgreSQL by what changed, and finds what was deleted by its keys', async () => {
  const server =
    await startPglite(`create table people (id int primary key, name text, updated_at timestamptz default now());
    insert into people (id, name) select n, 'Name ' || n from generate_series(1, 500) n`)
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-engine-'))
  let later = 0
  const now = () => new Date(Date.now() + later)
  const engine = await createDataEngine({ tablesFile: join(folder, 'tables.sqlite'), now })
  try {
    const call = {
      ...{ sourceId: 'postgres', config: { ...server.config, auth: 'fields' }, secrets: {}, connectionId: 'c' },
      runId: 'r',
    }
    const sync = async () => {
      const [found] = await engine.call('discover', call)
      if (!found) throw new Error('No stream')
      return engine.call('syncStream', {
        ...call,
        origin: { dataConnectionId: 'c', dataConnectionName: 'Office', sourceId: 'postgres', streamId: 's' },
        target: { kind: 'new', tableName: 'People' },
        stream: found,
        settings: { mode: 'incremental', fields: null, filters: [], cursorField: 'updated_at', deletes: 'remove' },
        ...{ full: false, allowDeletes: false },
      })
    }
    expect(await sync()).toMatchObject({ status: 'succeeded', mode: 'full', counts: { added: 500 }, notes: [] })
    await server.run(
      "update people set name = 'Zoë', updated_at = now() where id <= 3; insert into people values (501, 'New')",
    )
    await server.run('delete from people where id = 7')
    expect(await sync()).toMatchObject({
      ...{ status: 'succeeded', mode: 'incremental' },
      counts: { added: 1, changed: 3, deleted: 0, failed: 0 },
    })
    later = DAY + 1000
    expect(await sync()).toMatchObject({ mode: 'incremental', counts: { deleted: 1 }, table: { rows: 500 } })
  } finally {
    await engine.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
