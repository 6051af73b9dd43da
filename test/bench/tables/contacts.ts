import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { NewField } from '../../../shared/domain/table'

/** Thirteen fields, as the contacts of the sync bench. Four are kept sorted. */
export const FIELDS: NewField[] = [
  { name: 'Number', type: 'integer', settings: { indexed: true } },
  { name: 'First name', type: 'text' },
  { name: 'Last name', type: 'text', settings: { indexed: true } },
  { name: 'Email', type: 'email' },
  { name: 'Company', type: 'text', settings: { indexed: true } },
  { name: 'Phone', type: 'text' },
  { name: 'City', type: 'text' },
  { name: 'Country', type: 'text' },
  { name: 'Status', type: 'select' },
  { name: 'Score', type: 'integer' },
  { name: 'Balance', type: 'number' },
  { name: 'Created', type: 'datetime', settings: { indexed: true } },
  { name: 'Updated', type: 'datetime' },
]

const CITIES = ['Berlin', 'Lyon', 'Porto', 'Turku', 'Gdansk']
const COUNTRIES = ['Germany', 'France', 'Portugal', 'Finland', 'Poland']
const STATUSES = ['lead', 'active', 'churned']
const START = Date.parse('2020-01-01T00:00:00Z')

function line(n: number): string {
  const at = (seconds: number) => new Date(START + n * seconds * 1000).toISOString()
  const shuffled = (n * 7919) % 1_000_003
  return [
    shuffled,
    `First${n % 997}`,
    `Last${n % 7919}`,
    `person${n}@example.com`,
    n % 13 === 0 ? `Acme Company ${n % 5003}` : `Company ${n % 5003}`,
    `+49 30 ${String(n).padStart(8, '0')}`,
    CITIES[n % 5],
    COUNTRIES[n % 5],
    STATUSES[n % 3],
    n % 100,
    ((n % 100_000) / 7).toFixed(2),
    at(13),
    at(7),
  ].join(',')
}

/** Writes so many contacts as CSV. */
export async function writeContacts(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file)
  out.write(`${FIELDS.map(({ name }) => name).join(',')}\n`)
  for (let from = 1; from <= rows; from += 5000) {
    const lines = Array.from({ length: Math.min(5000, rows - from + 1) }, (_, index) => line(from + index))
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}
