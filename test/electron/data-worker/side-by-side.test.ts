import { expect, it } from 'vitest'
import { createSynthetic } from '../../helpers/sources/synthetic'
import { openEngine } from './open-engine'

it('syncs two tables side by side, of which one has more to read than the other', async () => {
  const source = createSynthetic()
  const open = await openEngine(source)
  const put = (name: string) => {
    for (let id = 0; id < 40; id += 1) source.put(`${id}`, { name, age: id })
  }
  const first = () => open.sync()
  const second = () =>
    open.sync({
      origin: { dataConnectionId: 'd', dataConnectionName: 'Shop', sourceId: 'synthetic', streamId: 'other' },
      target: { kind: 'new', tableName: 'Others' },
    })
  try {
    put('before')
    expect([(await first()).status, (await second()).status]).toEqual(['succeeded', 'succeeded'])
    source.clock.now += 60_000
    put('between')
    source.clock.now += 60_000
    expect((await first()).counts.changed).toBe(40)
    source.clock.now += 60_000
    for (let id = 0; id < 9; id += 1) source.put(`${id}`, { name: 'after', age: id })
    source.clock.now += 60_000
    const outcomes = await Promise.all([first(), second()])
    expect(outcomes.map(({ status, counts }) => [status, counts.changed])).toEqual([
      ['succeeded', 9],
      ['succeeded', 40],
    ])
    const tables = await open.reader.connection.all('select number from app_table order by number')
    for (const { number } of tables) {
      const [row] = await open.reader.connection.all(
        `select count(*) as rows, sum(f_2 = 'after') as later, sum(f_2 = 'between') as earlier from t_${Number(number)}`,
      )
      expect(row).toEqual({ rows: 40, later: 9, earlier: 31 })
    }
  } finally {
    await open.close()
  }
})
