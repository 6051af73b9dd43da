import type { ReactNode } from 'react'
import { cx } from '../ui/cx'

/** One part under its name. */
export function Specimen({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={cx('min-w-0', wide && 'col-span-2')}>
      <p className="mb-2 font-mono text-2xs text-muted">{name}</p>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </div>
  )
}

export function Sheet({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-x-10 gap-y-7">{children}</div>
}
