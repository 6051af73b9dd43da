import type { NewType, TypePreview } from '../../../shared/domain/table'
import { toCell } from '../columns'
import type { WriteContext } from '../write-context'
import { countWhere } from './column-checks'
import { BEFORE_ALL, type Converted, isEmpty, nextConverted } from './converted-slices'
import { statementsOf } from './statements'
import { planRetyping, type Retyping } from './target-field'

const LOST_SAMPLES = 20
const SAMPLES = 30

/** Looks at every value in slices, between which other writes go on. Nothing is written. */
export async function previewType(
  { opened: { db }, queue }: WriteContext,
  asked: { tableId: string; fieldId: string; to: NewType },
): Promise<TypePreview> {
  const plan = await queue.batch(() => planRetyping(db, asked))
  const { number } = plan.table
  const records = await queue.batch(() => countWhere(statementsOf(db), number, 'true'))
  const tally = createTally(plan)
  let last = BEFORE_ALL
  for (;;) {
    const slice = await queue.batch(() => nextConverted(db, { ...plan, number }, last))
    const end = slice.at(-1)
    if (!end) break
    for (const one of slice) tally.add(one)
    last = end.recordId
  }
  const { converted, lost, samples } = tally.result()
  return { records, converted, lost, empty: records - converted - lost, samples, options: plan.choices.made() }
}

function createTally({ to }: Retyping) {
  const lost: TypePreview['samples'] = []
  const kept: TypePreview['samples'] = []
  const counts = { converted: 0, lost: 0 }
  const sampleOf = ({ recordId, before, after }: Converted) => ({
    ...{ recordId, before, lost: after === undefined },
    after: toCell(to, after),
  })
  return {
    add(one: Converted): void {
      if (isEmpty(one)) return
      const isLost = one.after === undefined
      counts[isLost ? 'lost' : 'converted'] += 1
      const samples = isLost ? lost : kept
      if (samples.length < (isLost ? LOST_SAMPLES : SAMPLES)) samples.push(sampleOf(one))
    },
    result: () => ({ ...counts, samples: [...lost, ...kept].slice(0, SAMPLES) }),
  }
}
