import type { SelectOption } from '../../shared/domain/table'
import { cx } from '../ui/cx'

type ChoiceChipProps = { name: string; options: SelectOption[]; className?: string }

/** One choice in its colour; one that the field does not list has none. */
export function ChoiceChip({ name, options, className }: ChoiceChipProps) {
  const color = options.find((option) => option.name === name)?.color ?? 0
  return (
    <span
      style={{ color: `var(--choice-${color})`, background: `var(--choice-${color}-soft)` }}
      className={cx('inline-block h-5 max-w-full truncate rounded-full px-2 align-middle text-xs/5', className)}
    >
      {name}
    </span>
  )
}
