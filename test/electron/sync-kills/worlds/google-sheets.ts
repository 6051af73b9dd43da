import { cell, type SheetCell, startGoogleSheets } from '../../../helpers/sources/google-sheets-server'
import { stored } from '../local-tables'
import { overHttp, type Random, type World, whole, work } from '../world'

const TOKEN = 'ya29.test'
const BOOK = '1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789'
const [PEOPLE, LOG] = [`${BOOK}:1`, `${BOOK}:2`]
const HEADERS = ['id', 'name', 'amount', 'since']
/** The wider the tab, the fewer rows come at once: with this column, a hundred. */
const FAR = 1500

/** A tab whose rows are known by a column and move about, and one whose rows are known by their number. */
export async function startGoogleSheetsWorld(random: Random): Promise<World> {
  const header: SheetCell[] = HEADERS.map((text) => cell(text))
  header[FAR - 1] = cell('far')
  const size = { rowCount: 800, columnCount: FAR }
  const people = { sheetId: 1, title: 'People', rows: [header], ...size }
  const log = { sheetId: 2, title: 'Log', rows: [['what', 'much'].map((text) => cell(text))], ...size, columnCount: 8 }
  const server = await startGoogleSheets(TOKEN, {
    [BOOK]: { title: 'Sales', timeZone: 'Europe/Berlin', tabs: [people, log] },
  })
  let clock = Date.UTC(2026, 0, 10)
  let made = 0
  server.tellTime(() => clock)
  const gone = new Set<string>()
  const edit = (change: () => void) => {
    server.clock = clock
    server.edit(BOOK, () => {
      change()
      for (const tab of [people, log]) tab.rowCount = Math.max(tab.rowCount, tab.rows.length + 50)
    })
  }
  const rest = (random: Random) => [
    cell(`Person ${random()}`),
    cell(whole(random, 1000) / 8),
    random() < 0.5 ? null : cell('3 May'),
  ]
  const indexOf = (key: string) => people.rows.findIndex((row, index) => index > 0 && row[0]?.value === key)
  const crud = {
    keys: () => people.rows.slice(1).flatMap(([id]) => (id?.value === undefined ? [] : [String(id.value)])),
    insert: (random: Random) =>
      edit(() => {
        made += 1
        const row = [cell(`p-${made}`), ...rest(random)]
        people.rows.splice(1 + whole(random, people.rows.length), 0, row)
      }),
    update: (key: string, random: Random) =>
      edit(() => void people.rows.splice(indexOf(key), 1, [cell(key), ...rest(random)])),
    remove: (key: string, random: Random) =>
      edit(() => {
        gone.add(`${PEOPLE} ${key}`)
        if (random() < 0.5) people.rows.splice(indexOf(key), 1)
        else people.rows.splice(indexOf(key), 1, [])
      }),
    others: [
      (random: Random) => {
        clock += whole(random, 60_000)
      },
      (random: Random) =>
        edit(() => {
          const [row] = people.rows.splice(1 + whole(random, people.rows.length - 1), 1)
          if (row) people.rows.splice(1 + whole(random, people.rows.length), 0, row)
        }),
    ],
  }
  const note = (random: Random) =>
    edit(() => {
      const at = 1 + whole(random, log.rows.length)
      const row = [cell(`Did ${random()}`), cell(whole(random, 100))]
      if (random() < 0.5 || log.rows.length < 40) log.rows.push(row)
      else if (random() < 0.7) log.rows.splice(at, 1, row)
      else log.rows.splice(at, 1)
    })
  const act = (random: Random) => {
    clock += random() < 0.7 ? 0 : 3000
    if (random() < 0.8) work(crud, random)
    else note(random)
  }
  for (let n = 0; n < 300; n += 1) act(random)
  const isBlank = (row: SheetCell[]) => row.every((each) => each?.value === undefined)
  return {
    ...overHttp(server, {
      ...{ main: PEOPLE, mark: "'People'", sibling: LOG, insert: crud.insert, late: null, forget: null },
    }),
    ...{ sourceId: 'google-sheets', config: { auth: 'token', spreadsheets: BOOK }, secrets: { accessToken: TOKEN } },
    ...{ gone, act, settle: () => undefined },
    streams: { [PEOPLE]: { edited: 'name' }, [LOG]: { edited: null } },
    now: () => clock,
    advance(ms) {
      clock += ms
    },
    truth({ name, fields }) {
      const { rows } = name === PEOPLE ? people : log
      const titles = (rows[0] ?? []).map((each) => each?.value)
      const records = rows.flatMap((row, index) =>
        index === 0 || isBlank(row)
          ? []
          : [
              fields.map((field) => {
                const value = field.name === '_row' ? index + 1 : row[titles.indexOf(field.name)]?.value
                return [field.name, stored(field.type, value)] as const
              }),
            ],
      )
      return new Map(records.map((cells) => [String(cells[0]?.[1]), Object.fromEntries(cells)]))
    },
  }
}
