import type { ReactNode } from 'react'

/** The word of a button that gives way to its icon where the toolbar is narrow; screen readers hear it always. */
export const ToolbarWord = ({ children }: { children: ReactNode }) => (
  <span className="max-w-44 truncate @max-[720px]/tools:sr-only">{children}</span>
)
