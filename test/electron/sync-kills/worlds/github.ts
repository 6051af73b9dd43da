import { person, startGitHub } from '../../../helpers/sources/github-server'
import { stored } from '../local-tables'
import { overHttp, type Random, type World, whole, work } from '../world'

const TOKEN = 'github_pat_test'
const [REPOSITORY, OTHER] = ['acme/app', 'acme/web']

type Named = { name: string }
type Issue = Record<string, unknown> & {
  user: { login: string }
  labels: Named[]
  assignees: { login: string }[]
  milestone: { title: string } | null
  type: Named | null
  pull_request?: { merged_at: string | null }
}

/** The issues of one repository, whose deletes nobody tells of. */
export async function startGitHubWorld(random: Random): Promise<World> {
  const server = await startGitHub(TOKEN, [REPOSITORY, OTHER])
  server.add(OTHER)
  server.mostAtOnce = 40
  server.tellTime(() => server.clock)
  const gone = new Set<string>()
  const issues = () => server.repositories.get(REPOSITORY)?.issues ?? new Map()
  const values = (random: Random) => ({
    title: `Issue ${random()}`,
    body: random() < 0.5 ? null : `It\nbreaks ${random()}`,
    comments: whole(random, 30),
    locked: random() < 0.2,
    assignees: random() < 0.5 ? [] : [person('grace', 8), person('ada', 7)],
    state: random() < 0.5 ? 'open' : 'closed',
  })
  const late = (random: Random) => server.hide(REPOSITORY, server.add(REPOSITORY, values(random)).number)
  const crud = {
    keys: () => [...issues().keys()].map(String),
    insert: (random: Random) => void server.add(REPOSITORY, values(random)),
    update: (key: string, random: Random) => server.edit(REPOSITORY, Number(key), values(random)),
    remove(key: string) {
      server.remove(REPOSITORY, Number(key))
      gone.add(`${REPOSITORY} ${key}`)
    },
    others: [
      (random: Random) => {
        server.clock += whole(random, 30_000)
      },
      late,
      () => server.appear(),
    ],
  }
  const act = (random: Random) => {
    server.clock += random() < 0.7 ? 0 : 1500
    work(crud, random)
  }
  for (let n = 0; n < 250; n += 1) act(random)
  return {
    ...overHttp(server, {
      ...{ main: REPOSITORY, mark: `/${REPOSITORY}/`, sibling: OTHER, insert: crud.insert, late, forget: null },
    }),
    ...{
      sourceId: 'github',
      config: { repositories: `${REPOSITORY}\n${OTHER}` },
      secrets: { token: TOKEN },
      gone,
      act,
    },
    streams: { [REPOSITORY]: { edited: 'title' } },
    now: () => server.clock,
    advance(ms) {
      if (ms > 30_000) server.appear()
      server.clock += ms
    },
    settle: () => server.appear(),
    truth: ({ fields }) =>
      new Map(
        [...issues().values()].map((issue: Issue) => {
          const record: Record<string, unknown> = {
            ...{ ...issue, user: issue.user.login, type: issue.type?.name, milestone: issue.milestone?.title },
            labels: JSON.stringify(issue.labels.map(({ name }) => name)),
            assignees: JSON.stringify(issue.assignees.map(({ login }) => login)),
            ...{ is_pull_request: issue.pull_request !== undefined, merged_at: issue.pull_request?.merged_at },
          }
          const cells = fields.map(({ name, type }) => [name, stored(type, record[name])])
          return [String(issue.number), Object.fromEntries(cells)]
        }),
      ),
  }
}
