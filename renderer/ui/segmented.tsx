import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'

type Segment<T extends string> = { value: T; label: string; icon?: ReactNode }

type SegmentedProps<T extends string> = {
  label: string
  value: T
  onChange: (value: T) => void
  options: Segment<T>[]
}

/** One of two to four short words, all in view: theme, density, a time span. */
export function Segmented<T extends string>({ label, value, onChange, options }: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next)
        if (chosen) onChange(chosen.value)
      }}
      className="inline-flex h-7 shrink-0 items-center gap-0.5 rounded-md bg-sunken p-0.5 ring-1 ring-line ring-inset"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="flex h-6 items-center gap-1.5 rounded-[5px] px-2 font-medium text-muted text-xs hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-[0_0_0_1px_var(--line),0_1px_2px_rgb(20_15_10/0.08)] [&_svg]:icon-sm"
        >
          {option.icon}
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
