import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx'

type Tab = { value: string; label: string; icon?: ReactNode; count?: ReactNode; content?: ReactNode }

type TabsProps = {
  /** What the tabs divide; the name of the list. */
  label: string
  tabs: Tab[]
  value: string
  onChange: (value: string) => void
  /** At the right end of the list. */
  end?: ReactNode
  className?: string
}

/** A row of tabs under a hairline; the content of the chosen one fills what is left. */
export function Tabs({ label, tabs, value, onChange, end, className }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={cx('flex min-h-0 flex-col', className)}>
      <div className="flex shrink-0 items-center gap-2 border-line border-b px-4">
        <Radix.List aria-label={label} className="flex min-w-0 flex-1 gap-4 overflow-x-auto [scrollbar-width:none]">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className={cx(
                '-mb-px relative flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 text-muted text-sm',
                'hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink [&_svg]:icon-sm',
              )}
            >
              {tab.icon}
              {tab.label}
              {tab.count === undefined ? null : <span className="tnum text-muted text-xs">{tab.count}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end}
      </div>
      {tabs.map((tab) =>
        tab.content === undefined ? null : (
          <Radix.Content key={tab.value} value={tab.value} className="min-h-0 flex-1 outline-none">
            {tab.content}
          </Radix.Content>
        ),
      )}
    </Radix.Root>
  )
}
