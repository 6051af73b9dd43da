import { startHubSpot } from '../../../helpers/sources/hubspot-server'
import { stored } from '../local-tables'
import { overHttp, pick, type Random, type World, whole, work } from '../world'

const TOKEN = 'pat-na1-test'

/** The contacts of one account. */
export async function startHubSpotWorld(random: Random): Promise<World> {
  const server = await startHubSpot(TOKEN, {
    contacts: [
      { name: 'email', type: 'string', fieldType: 'text' },
      { name: 'city', type: 'string', fieldType: 'text' },
      { name: 'amount', type: 'number', fieldType: 'number' },
      { name: 'interests', type: 'enumeration', fieldType: 'checkbox' },
    ],
    companies: [{ name: 'name', type: 'string', fieldType: 'text' }],
  })
  for (const name of ['deals', 'tickets', 'products', 'line_items', 'quotes']) server.forbidden.add(name)
  server.mostAtOnce = 40
  server.insert('companies', { name: 'Acme' })
  server.tellTime(() => server.clock)
  const gone = new Set<string>()
  const values = (random: Random) => ({
    email: `p${random()}@x.test`,
    city: `City ${random()}`,
    amount: String(whole(random, 1000) / 8),
    interests: random() < 0.3 ? '' : 'sea;sun',
  })
  const keys = () => server.live('contacts').map(({ id }) => id)
  const went = (id: string) => void gone.add(`contacts ${id}`)
  const late = (random: Random) => server.hide('contacts', server.insert('contacts', values(random)))
  const crud = {
    keys,
    insert: (random: Random) => void server.insert('contacts', values(random)),
    update: (id: string, random: Random) => server.update('contacts', id, values(random)),
    remove(id: string, random: Random) {
      const other = pick(random, keys())
      if (random() < 0.2 && other && other !== id) server.merge('contacts', other, id)
      else if (random() < 0.3) server.purge('contacts', id)
      else server.archive('contacts', id)
      went(id)
    },
    others: [
      (random: Random) => {
        server.clock += whole(random, 9000)
      },
      late,
      () => server.appear(),
      () => server.forgetPlaces(),
    ],
  }
  const act = (random: Random) => {
    server.clock += random() < 0.7 ? 0 : 3
    work(crud, random)
  }
  for (let n = 0; n < 250; n += 1) act(random)
  return {
    ...overHttp(server, {
      ...{ main: 'contacts', mark: '/contacts', sibling: 'companies', insert: crud.insert, late },
      forget: () => server.forgetPlaces(),
    }),
    ...{ sourceId: 'hubspot', config: { auth: 'token' }, secrets: { accessToken: TOKEN }, gone, act },
    streams: { contacts: { edited: 'city' } },
    now: () => server.clock,
    advance(ms) {
      if (ms > 60_000) server.appear()
      server.clock += ms
    },
    settle: () => server.appear(),
    truth: ({ fields }) =>
      new Map(
        server
          .live('contacts')
          .map(({ id, properties }) => [
            id,
            Object.fromEntries(
              fields.map(({ name, type }) => [name, stored(type, cellOf(type, properties[name] ?? null))]),
            ),
          ]),
      ),
  }
}

function cellOf(type: string, value: string | null): unknown {
  if (type === 'json') return value ?? '[]'
  if (value === null || value === '') return null
  return type === 'multi-select' ? JSON.stringify(value.split(';')) : type === 'number' ? Number(value) : value
}
