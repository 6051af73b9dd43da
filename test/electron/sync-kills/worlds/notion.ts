import { type NotionProperty, richText, startNotion } from '../../../helpers/sources/notion-server'
import { stored } from '../local-tables'
import { overHttp, pick, type Random, type World, whole, work } from '../world'

const TOKEN = 'ntn_test'
const OTHER = '11111111-0000-4000-8000-000000000002'
const TASKS = '11111111-0000-4000-8000-000000000001'
const property = (id: string, type: string): NotionProperty => ({ id, type })

/** One data source. */
export async function startNotionWorld(random: Random): Promise<World> {
  const server = await startNotion(TOKEN)
  server.define(TASKS, 'Tasks', {
    Name: property('title', 'title'),
    Points: property('a%3Ab', 'number'),
    Done: property('c%3Ad', 'checkbox'),
    Due: property('e%3Af', 'date'),
    Notes: property('g%3Ah', 'rich_text'),
  })
  server.define(OTHER, 'Other', { Name: property('title', 'title') })
  server.add(OTHER, { Name: richText('One') })
  server.mostAtOnce = 40
  server.tellTime(() => server.clock)
  const gone = new Set<string>()
  const trashed = new Set<string>()
  const values = (random: Random) => ({
    Name: richText(`Task ${random()}`),
    Points: whole(random, 100) / 4,
    Done: random() < 0.5,
    Due: random() < 0.5 ? null : { start: '2026-01-12', end: '2026-01-14', time_zone: null },
    Notes: random() < 0.3 ? [] : [...richText('Some '), ...richText(`words ${random()}`)],
  })
  const late = (random: Random) => server.hide(server.add(TASKS, values(random)).id)
  const crud = {
    keys: () => server.live(TASKS).map(({ id }) => id),
    insert: (random: Random) => void server.add(TASKS, values(random)),
    update: (id: string, random: Random) => server.edit(TASKS, id, values(random)),
    remove(id: string, random: Random) {
      gone.add(`${TASKS} ${id}`)
      if (random() < 0.3) return server.remove(TASKS, id)
      trashed.add(id)
      server.trash(TASKS, id)
    },
    others: [
      (random: Random) => {
        server.clock += whole(random, 50_000)
      },
      late,
      () => server.appear(),
      () => server.forgetCursors(),
      (random: Random) => {
        const id = pick(random, [...trashed])
        if (id !== undefined && trashed.delete(id)) server.trash(TASKS, id, false)
      },
    ],
  }
  const act = (random: Random) => {
    server.clock += random() < 0.7 ? 0 : 7000
    work(crud, random)
  }
  for (let n = 0; n < 250; n += 1) act(random)
  const plain = (value: unknown) => (value as { plain_text: string }[]).map(({ plain_text }) => plain_text).join('')
  return {
    ...overHttp(server, {
      ...{ main: TASKS, mark: TASKS, sibling: OTHER, insert: crud.insert, late, forget: () => server.forgetCursors() },
    }),
    ...{ sourceId: 'notion', config: {}, secrets: { token: TOKEN }, gone, act },
    streams: { [TASKS]: { edited: 'Name' } },
    now: () => server.clock,
    advance(ms) {
      if (ms > 30_000) server.appear()
      server.clock += ms
    },
    settle: () => server.appear(),
    truth: ({ fields }) =>
      new Map(
        server.live(TASKS).map((page) => {
          const { Name, Points, Done, Due, Notes } = page.properties
          const due = Due?.date as { start: string; end: string } | null
          const record: Record<string, unknown> = {
            ...{ _id: page.id, _url: `https://www.notion.so/${page.id.replaceAll('-', '')}` },
            ...{ _created_time: page.created_time, _last_edited_time: page.last_edited_time },
            ...{ Name: plain(Name?.title), Points: Points?.number, Done: Done?.checkbox },
            ...{ Due: due?.start, 'Due (end)': due?.end, Notes: plain(Notes?.rich_text) },
          }
          const cells = fields.map(({ name, type }) => [name, stored(type, record[name])])
          return [page.id, Object.fromEntries(cells)]
        }),
      ),
  }
}
