import { type ReactNode, useId } from 'react'

type SectionProps = { title: string; hint?: ReactNode; actions?: ReactNode; children: ReactNode }

/** A named part of a page: heading and space, no box. */
export function Section({ title, hint, actions, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="[&+&]:mt-8">
      <div className="mb-3 flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="font-semibold text-md">
            {title}
          </h2>
          {hint ? <p className="text-muted text-sm">{hint}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
