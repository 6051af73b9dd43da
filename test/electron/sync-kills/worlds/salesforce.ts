import { type SObjectField, startSalesforce, systemFields } from '../../../helpers/sources/salesforce-server'
import { stored } from '../local-tables'
import { overHttp, type Random, type World, whole, work } from '../world'

const TOKEN = '00Dxx!AQ.test'

const fields: SObjectField[] = [
  ...systemFields,
  { name: 'Name', type: 'string', length: 255 },
  { name: 'Amount__c', type: 'currency' },
  { name: 'Note__c', type: 'string', length: 255 },
]
const organization = {
  label: 'Organization',
  prefix: '00D',
  fields: [...systemFields, { name: 'Name', type: 'string' }, { name: 'IsSandbox', type: 'boolean' }],
}

/** The accounts of one org. */
export async function startSalesforceWorld(random: Random): Promise<World> {
  const server = await startSalesforce(TOKEN, {
    Account: { label: 'Account', prefix: '001', fields },
    Contact: { label: 'Contact', prefix: '003', fields },
    Organization: organization,
  })
  server.insert('Organization', { Name: 'Acme', IsSandbox: false })
  server.insert('Contact', { Name: 'Ada' })
  server.batch = 40
  server.usage.most = 1_000_000
  server.tellTime(() => server.clock)
  const gone = new Set<string>()
  const values = (random: Random) => ({
    Name: `Account ${random()}`,
    Amount__c: whole(random, 1000) / 8,
    Note__c: random() < 0.4 ? null : 'It’s “quoted” \\ and long',
  })
  const late = (random: Random) => server.hide('Account', server.insert('Account', values(random)))
  const crud = {
    keys: () => server.live('Account').map(({ Id }) => Id),
    insert: (random: Random) => void server.insert('Account', values(random)),
    update: (id: string, random: Random) => server.update('Account', id, values(random)),
    remove(id: string, random: Random) {
      if (random() < 0.3) server.purge('Account', id)
      else server.remove('Account', id)
      gone.add(`Account ${id}`)
    },
    others: [
      (random: Random) => {
        server.clock += whole(random, 60_000)
      },
      late,
      () => server.appear(),
    ],
  }
  const act = (random: Random) => {
    server.clock += random() < 0.7 ? 0 : 3000
    work(crud, random)
  }
  for (let n = 0; n < 250; n += 1) act(random)
  return {
    ...overHttp(server, {
      ...{ main: 'Account', mark: 'FROM Account', sibling: 'Contact', insert: crud.insert, late, forget: null },
    }),
    ...{ sourceId: 'salesforce', config: { auth: 'token', instanceUrl: 'acme.my.salesforce.com' } },
    ...{ secrets: { accessToken: TOKEN }, gone, act },
    streams: { Account: { edited: 'Name' } },
    now: () => server.clock,
    advance(ms) {
      if (ms > 60_000) server.appear()
      server.clock += ms
    },
    settle: () => server.appear(),
    truth: (stream) =>
      new Map(
        server
          .live('Account')
          .map((record) => [
            record.Id,
            Object.fromEntries(
              stream.fields.map(({ name, type }) => [
                name,
                stored(type, type === 'datetime' ? String(record[name]).replace('+0000', 'Z') : record[name]),
              ]),
            ),
          ]),
      ),
  }
}
