export const PAGE_ROWS = 100
export const FIELDS = [
  ...['id', 'first_name', 'last_name', 'email', 'company', 'phone', 'city', 'country', 'status'],
  ...['score', 'balance', 'created_at', 'updated_at'],
]

/** Records after an id as an API would have them, and from where the next page goes on. */
export function pageAfter(
  after: number,
  rows: number,
): { data: Record<string, string | number>[]; next: string | null } {
  const count = Math.min(PAGE_ROWS, rows - after)
  const data = Array.from({ length: count }, (_, index) => {
    const n = after + index + 1
    return {
      ...{ id: n, first_name: `First${n % 997}`, last_name: `Last${n % 7919}`, email: `person${n}@example.com` },
      ...{ company: `Company ${n % 5003}`, phone: `+49 30 ${String(n).padStart(8, '0')}`, city: 'Berlin' },
      ...{ country: 'Germany', status: 'active', score: n % 100, balance: ((n % 100_000) / 7).toFixed(2) },
      ...{ created_at: '2020-01-01T00:00:13Z', updated_at: '2024-01-01T00:00:07Z' },
    }
  })
  return { data, next: after + count < rows ? String(after + count) : null }
}
