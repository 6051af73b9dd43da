import { startAirtable, table } from '../../../helpers/sources/airtable-server'
import { overHttp, type Random, type World, whole, work } from '../world'

const TOKEN = 'pat8fN3RkQx9ZLm2T.test'
const TABLE = 'tbltp8DGLhqbUmjK1'
const OTHER = 'tblStreets0000001'
const STREAM = `appLkNDICXNqxSDhG/${TABLE}`

/** One table of a base, whose deletes nobody tells of. */
export async function startAirtableWorld(random: Random): Promise<World> {
  const server = await startAirtable(TOKEN, [
    table(TABLE, 'Apartments', [
      { id: 'fldName', name: 'Name', type: 'singleLineText' },
      { id: 'fldPrice', name: 'Price', type: 'currency', options: { precision: 2, symbol: '$' } },
      { id: 'fldDone', name: 'Done', type: 'checkbox', options: { icon: 'check', color: 'greenBright' } },
      { id: 'fldNote', name: 'Notes', type: 'multilineText' },
    ]),
    table(OTHER, 'Streets', [{ id: 'fldStreet', name: 'Street', type: 'singleLineText' }]),
  ])
  server.insert(OTHER, { fldStreet: 'High Street' })
  server.mostAtOnce = 40
  server.tellTime(() => server.clock)
  const { records } = server.table(TABLE)
  const gone = new Set<string>()
  const values = (random: Random) => ({
    fldName: `Flat ${random()}`,
    fldPrice: whole(random, 100_000) / 4,
    fldDone: random() < 0.5,
    fldNote: random() < 0.5 ? null : `Two\nlines ${random()}`,
  })
  const late = (random: Random) => server.hide(TABLE, server.insert(TABLE, values(random)))
  const crud = {
    keys: () => [...records.keys()],
    insert: (random: Random) => void server.insert(TABLE, values(random)),
    update: (id: string, random: Random) => server.update(TABLE, id, values(random)),
    remove(id: string) {
      server.remove(TABLE, id)
      gone.add(`${STREAM} ${id}`)
    },
    others: [
      (random: Random) => {
        server.clock += whole(random, 15_000)
      },
      late,
      () => server.appear(),
      () => server.expireIterators(),
    ],
  }
  const act = (random: Random) => {
    server.clock += random() < 0.7 ? 0 : 700
    work(crud, random)
  }
  for (let n = 0; n < 250; n += 1) act(random)
  return {
    ...overHttp(server, {
      ...{ main: STREAM, mark: TABLE, sibling: `appLkNDICXNqxSDhG/${OTHER}`, insert: crud.insert, late },
      forget: () => server.expireIterators(),
    }),
    ...{ sourceId: 'airtable', config: { auth: 'token' }, secrets: { accessToken: TOKEN }, act },
    gone,
    streams: { [STREAM]: { edited: 'Name' } },
    now: () => server.clock,
    advance(ms) {
      if (ms > 60_000) server.appear()
      server.clock += ms
    },
    settle: () => server.appear(),
    truth: () =>
      new Map(
        [...records.values()].map(({ id, created, fields }) => [
          id,
          {
            ...{ _record_id: id, _created_time: new Date(created).toISOString(), Name: fields.fldName ?? null },
            ...{ Price: fields.fldPrice ?? null, Done: fields.fldDone ? 1 : 0, Notes: fields.fldNote ?? null },
          },
        ]),
      ),
  }
}
