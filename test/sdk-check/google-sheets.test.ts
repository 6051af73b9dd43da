import { drive as driveApi, auth as driveAuth } from '@googleapis/drive'
import { auth, sheets as sheetsApi } from '@googleapis/sheets'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cell, failure, type SheetsServer, startGoogleSheets } from '../helpers/sources/google-sheets-server'

const TOKEN = 'ya29.test'
const BOOK = '1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789'
const ROWS = 250

let server: SheetsServer
beforeEach(async () => {
  const rows = Array.from({ length: ROWS }, (_, index) => [
    cell(`p-${index}`),
    null,
    cell(index / 4, 'CURRENCY'),
    cell(46_054, 'DATE'),
  ])
  const tab = {
    sheetId: 0,
    title: "Ada's people",
    rows: [[cell('id'), cell('name'), cell('amount'), cell('day')], ...rows],
  }
  const plot = { sheetId: 7, title: 'Plot', sheetType: 'OBJECT' as const, rows: [] }
  const size = { rowCount: 1000, columnCount: 26 }
  server = await startGoogleSheets(TOKEN, {
    [BOOK]: {
      title: 'Sales',
      timeZone: 'Europe/Berlin',
      tabs: [
        { ...tab, ...size },
        { ...plot, ...size },
      ],
    },
  })
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

function sheets(access_token = TOKEN) {
  const client = new auth.OAuth2()
  client.setCredentials({ access_token })
  return sheetsApi({ version: 'v4', auth: client, rootUrl: `${server.url}/` })
}

function drive() {
  const client = new driveAuth.OAuth2()
  client.setCredentials({ access_token: TOKEN })
  return driveApi({ version: 'v3', auth: client, rootUrl: `${server.url}/` })
}

const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'no refusal',
    (error: unknown) => error,
  )
const raw = { valueRenderOption: 'UNFORMATTED_VALUE', dateTimeRenderOption: 'SERIAL_NUMBER' }

async function readRows(ranges: string[]) {
  const { data } = await sheets().spreadsheets.values.batchGet({ spreadsheetId: BOOK, ranges, ...raw })
  return data.valueRanges ?? []
}

describe('the clients of Google read the server that stands in for Sheets and Drive', () => {
  test('they read the tabs of a spreadsheet with their sizes', async () => {
    const fields = 'spreadsheetId,properties(title,timeZone),sheets.properties'
    const { data } = await sheets().spreadsheets.get({ spreadsheetId: BOOK, fields })
    expect(data.properties).toEqual({ title: 'Sales', timeZone: 'Europe/Berlin' })
    expect(
      data.sheets?.map(({ properties }) => [properties?.sheetId, properties?.title, properties?.sheetType]),
    ).toEqual([
      [0, "Ada's people", 'GRID'],
      [7, 'Plot', 'OBJECT'],
    ])
    expect(data.sheets?.[0]?.properties?.gridProperties).toEqual({ rowCount: 1000, columnCount: 26 })
  })

  test('they read no cells unless they ask for them', async () => {
    expect((await sheets().spreadsheets.get({ spreadsheetId: BOOK })).data.sheets?.[0]?.data).toBeUndefined()
    const ranges = ["'Ada''s people'!A1:D3"]
    const { data } = await sheets().spreadsheets.get({ spreadsheetId: BOOK, ranges, includeGridData: true })
    expect(data.sheets?.[0]?.data?.[0]?.rowData?.[0]?.values?.[0]?.effectiveValue).toEqual({ stringValue: 'id' })
  })

  test('they read all rows by ranges, and nothing behind the last', async () => {
    const [first, second, none] = await readRows([
      "'Ada''s people'!A2:D101",
      "'Ada''s people'!A102:D400",
      "'Ada''s people'!A401:D500",
    ])
    const rows = [...(first?.values ?? []), ...(second?.values ?? [])]
    expect(rows).toEqual(Array.from({ length: ROWS }, (_, index) => [`p-${index}`, '', index / 4, 46_054]))
    expect(none?.values).toBeUndefined()
    expect([first?.range, first?.majorDimension]).toEqual(["'Ada''s people'!A2:D101", 'ROWS'])
  })

  test('they read a row by its number', async () => {
    const [one] = await readRows(["'Ada''s people'!A9:D9"])
    expect(one?.values).toEqual([['p-7', '', 1.75, 46_054]])
  })

  test('they read the kinds of cells by their formats', async () => {
    const fields = 'sheets.data(rowData.values(effectiveFormat(numberFormat(type)),effectiveValue))'
    const ranges = ["'Ada''s people'!A2:D2"]
    const { data } = await sheets().spreadsheets.get({ spreadsheetId: BOOK, ranges, fields })
    const cells = data.sheets?.[0]?.data?.[0]?.rowData?.[0]?.values ?? []
    expect(cells.map(({ effectiveFormat }) => effectiveFormat?.numberFormat?.type)).toEqual([
      undefined,
      undefined,
      'CURRENCY',
      'DATE',
    ])
    expect(cells[3]?.effectiveValue).toEqual({ numberValue: 46_054 })
  })

  test('they see at the file in Drive that it changed since a time', async () => {
    const read = async () => (await drive().files.get({ fileId: BOOK, fields: 'modifiedTime,version,trashed' })).data
    const before = await read()
    expect(await read()).toEqual(before)
    server.edit(BOOK, ({ tabs }) => tabs[0]?.rows.push([cell('p-new')]))
    const after = await read()
    expect(Date.parse(after.modifiedTime ?? '')).toBeGreaterThan(Date.parse(before.modifiedTime ?? ''))
    expect(Number(after.version)).toBeGreaterThan(Number(before.version))
    const { data } = await drive().about.get({ fields: 'user(emailAddress,permissionId)' })
    expect(data.user).toEqual({ emailAddress: 'ada@acme.example', permissionId: '1042' })
  })

  test('they refuse to tell about the user of Drive without fields', async () => {
    expect(await refusal(drive().about.get())).toMatchObject({ status: 400 })
  })

  test('they ask again by themselves when they asked too often', async () => {
    server.misbehave(
      { kind: 'status', ...failure(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded', 'RATE_LIMIT_EXCEEDED') },
      1,
    )
    expect((await readRows(["'Ada''s people'!A1:B1"]))[0]?.values).toEqual([['id', 'name']])
    expect(server.requests.length).toBe(2)
  })

  test('they know each refusal by its status', async () => {
    const get = (spreadsheetId: string, token = TOKEN) => refusal(sheets(token).spreadsheets.get({ spreadsheetId }))
    expect(await get(BOOK, 'ya29.wrong')).toMatchObject({
      status: 401,
      response: { data: { error: { status: 'UNAUTHENTICATED' } } },
    })
    expect(await get('1None')).toMatchObject({ status: 404, message: 'Requested entity was not found.' })
    const moved = await refusal(readRows(["'Nothing'!A1:B2"]))
    expect(moved).toMatchObject({ status: 400, message: expect.stringContaining('Unable to parse range') })
    const file = server.files.get(BOOK)
    if (file) file.state = 'private'
    expect(await get(BOOK)).toMatchObject({
      status: 403,
      response: { data: { error: { status: 'PERMISSION_DENIED' } } },
    })
  })
})
