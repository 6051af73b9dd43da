import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call } from './helpers/call'
import { expect, root, test } from './helpers/launch'

const strings = (
  JSON.parse(readFileSync(join(root, 'test', 'fixtures', 'blns', 'blns.json'), 'utf8')) as string[]
).filter((text) => text.trim() !== '')

/** A cell is one line: breaks and runs of white space show as one space. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()

test('naughty strings go in, show in the grid as they are, are found, and come back unchanged', async ({
  launchApp,
}) => {
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const tableId = await call(page, 'tables', 'create', { name: 'Naughty', fields: [{ name: 'Text', type: 'text' }] })
  const { fields } = await call(page, 'tables', 'get', { id: tableId })
  const fieldId = fields[0]?.id ?? ''
  await call(page, 'records', 'write', { tableId, edits: [], adds: strings.map((text) => ({ [fieldId]: text })) })

  const question = { tableId, filter: null, search: null, sort: [] }
  const stored: unknown[] = []
  for (let offset = 0; offset < strings.length; offset += 500) {
    const { rows } = await call(page, 'records', 'page', { question, offset, limit: 500 })
    stored.push(...rows.map(({ values }) => values[0]))
  }
  expect(stored).toEqual(strings)

  await page.evaluate((id) => {
    location.hash = `#/setup/tables/${id}`
  }, tableId)
  const cells = page.getByRole('grid').locator('[role="gridcell"][aria-colindex="2"]')
  await expect(cells.first()).toHaveText(oneLine(strings[0] ?? ''))
  const shown = new Map<number, string>()
  await expect(async () => {
    const drawn = await cells.evaluateAll((elements) =>
      elements.map((element) => [
        Number(element.parentElement?.getAttribute('aria-rowindex')) - 2,
        element.textContent ?? '',
      ]),
    )
    for (const [row, text] of drawn) if (text !== '…') shown.set(Number(row), String(text))
    await page.getByRole('grid').evaluate((grid) => {
      grid.scrollTop += 500
    })
    expect([...shown.keys()].filter((row) => row >= 0 && row < strings.length)).toHaveLength(strings.length)
  }).toPass({ timeout: 60_000, intervals: [50] })
  for (const [row, text] of shown)
    if (row < strings.length) expect(oneLine(text), `row ${row}`).toBe(oneLine(strings[row] ?? ''))

  for (const text of strings.filter((one) => one.length <= 200)) {
    const eq = { kind: 'rule' as const, fieldId, op: 'eq' as const, value: text }
    const { rows } = await call(page, 'records', 'page', {
      question: { ...question, filter: { kind: 'group', match: 'all', items: [eq] } },
      offset: 0,
      limit: 500,
    })
    expect(rows.map(({ values }) => values[0])).toContain(text)
  }
})
