import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { type HttpContext, SourceProblem } from '../define'
import { readShape } from '../http/shape'
import { type Area, rangeOf } from './a1'
import type { SampleCell } from './columns'

const DRIVE = 'https://www.googleapis.com/drive/v3'

const Tab = z.object({
  sheetId: z.number().int().default(0),
  title: z.string(),
  sheetType: z.string().optional(),
  hidden: z.boolean().optional(),
  gridProperties: z.object({ rowCount: z.number().int(), columnCount: z.number().int() }).optional(),
})
const Spreadsheet = z.object({
  spreadsheetId: z.string(),
  properties: z.object({ title: z.string(), timeZone: z.string().default('UTC') }),
  sheets: z.array(z.object({ properties: Tab })).default([]),
})

/** A tab with a grid; others hold a chart, or data from elsewhere. */
export type GridTab = { sheetId: number; title: string; hidden: boolean; rowCount: number; columnCount: number }
export type GridFile = { id: string; title: string; timeZone: string; tabs: GridTab[] }

const PROPERTIES = 'spreadsheetId,properties(title,timeZone),sheets(properties)'

/** https://developers.google.com/sheets/api/reference/rest/v4/spreadsheets/get */
export async function readFile(context: HttpContext, id: string): Promise<GridFile> {
  const answer = await context.request({ path: `/v4/spreadsheets/${id}`, query: { fields: PROPERTIES } })
  const { properties, sheets } = readShape(Spreadsheet, answer)
  const tabs = sheets.flatMap(
    ({ properties: { sheetId, title, hidden = false, sheetType = 'GRID', gridProperties } }) =>
      sheetType === 'GRID' && gridProperties ? [{ sheetId, title, hidden, ...gridProperties }] : [],
  )
  return { id, title: properties.title, timeZone: properties.timeZone, tabs }
}

const FileState = z.object({
  modifiedTime: z.string(),
  version: z.coerce.string(),
  trashed: z.boolean().default(false),
})

/** Another text after every change of the file. https://developers.google.com/drive/api/reference/rest/v3/files/get */
export async function readStamp(context: HttpContext, id: string): Promise<string> {
  const answer = await context.request({
    path: `${DRIVE}/files/${id}`,
    query: { fields: 'modifiedTime,version,trashed', supportsAllDrives: 'true' },
    budgets: ['drive'],
  })
  const { modifiedTime, version, trashed } = readShape(FileState, answer)
  if (trashed)
    throw new SourceProblem({
      kind: 'stream-unavailable',
      message: 'The spreadsheet is in the trash of Google Drive: restore it, or remove its address',
    })
  return `${modifiedTime} ${version}`
}

const About = z.object({
  user: z.object({ permissionId: z.string(), emailAddress: z.string().optional(), displayName: z.string().optional() }),
})

/** https://developers.google.com/drive/api/reference/rest/v3/about/get */
export async function readUser(context: HttpContext): Promise<{ identity: string; externalId: string }> {
  const query = { fields: 'user(permissionId,emailAddress,displayName)' }
  const { user } = readShape(About, await context.request({ path: `${DRIVE}/about`, query, budgets: ['drive'] }))
  return { identity: user.emailAddress ?? user.displayName ?? user.permissionId, externalId: user.permissionId }
}

const Rows = z.array(z.custom<JsonValue[]>(Array.isArray))
const Values = z.object({ valueRanges: z.array(z.object({ values: Rows.optional() })) })

/** Rows of an area; those at the end that are blank are left out, as are blank cells at the end of a row. */
export async function readValues(
  context: HttpContext,
  { id, title }: { id: string; title: string },
  area: Area,
): Promise<JsonValue[][]> {
  const answer = await context.request({
    path: `/v4/spreadsheets/${id}/values:batchGet`,
    query: {
      ranges: rangeOf(title, area),
      majorDimension: 'ROWS',
      valueRenderOption: 'UNFORMATTED_VALUE',
      dateTimeRenderOption: 'SERIAL_NUMBER',
    },
  })
  return readShape(Values, answer).valueRanges[0]?.values ?? []
}

const Cell = z.object({
  effectiveValue: z
    .object({ stringValue: z.string(), numberValue: z.number(), boolValue: z.boolean() })
    .partial()
    .optional(),
  effectiveFormat: z
    .object({ numberFormat: z.object({ type: z.string() }).partial() })
    .partial()
    .optional(),
})
const Grids = z.object({
  sheets: z
    .array(
      z.object({
        properties: z.object({ sheetId: z.number().int().default(0) }),
        data: z
          .array(z.object({ rowData: z.array(z.object({ values: z.array(Cell).optional() })).optional() }))
          .optional(),
      }),
    )
    .default([]),
})
const SAMPLE = 'sheets(properties(sheetId),data(rowData(values(effectiveValue,effectiveFormat(numberFormat(type))))))'

/** The first rows of some tabs with the formats of their cells, by the id of the tab. */
export async function readSamples(
  context: HttpContext,
  id: string,
  areas: readonly { title: string; area: Area }[],
): Promise<Map<number, SampleCell[][]>> {
  const ranges = areas.map(({ title, area }) => rangeOf(title, area))
  const answer = await context.request({ path: `/v4/spreadsheets/${id}`, query: { ranges, fields: SAMPLE } })
  const { sheets } = readShape(Grids, answer)
  return new Map(
    sheets.map(({ properties, data }) => [
      properties.sheetId,
      (data?.[0]?.rowData ?? []).map(({ values = [] }) => values.map(toSample)),
    ]),
  )
}

function toSample({ effectiveValue, effectiveFormat }: z.infer<typeof Cell>): SampleCell {
  const { stringValue, numberValue, boolValue } = effectiveValue ?? {}
  return { value: stringValue ?? numberValue ?? boolValue ?? null, format: effectiveFormat?.numberFormat?.type ?? null }
}
