import type { ReactNode } from 'react'
import { CopyButton } from './copy-button'
import { cx } from './cx'

type CodeBlockProps = {
  /** What is copied, and shown when there are no children. */
  text: string
  /** Language or name, shown small at the top. */
  caption?: ReactNode
  /** The same text, coloured. */
  children?: ReactNode
  wrap?: boolean
  className?: string
}

/** A mono block on sunken ground that can be copied. */
export function CodeBlock({ text, caption, children, wrap = false, className }: CodeBlockProps) {
  return (
    <div className={cx('group relative rounded-md bg-sunken shadow-[inset_0_0_0_1px_var(--line)]', className)}>
      {caption ? <div className="px-3 pt-2 text-2xs text-muted">{caption}</div> : null}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls has to be reachable by keyboard.
        tabIndex={0}
        className={cx(
          'code max-h-120 overflow-auto rounded-md py-2.5 ps-3 pe-10 font-mono text-xs leading-[18px]',
          wrap ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre',
        )}
      >
        {children ?? text}
      </pre>
      <CopyButton
        text={text}
        className="absolute end-1.5 top-1.5 opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
      />
    </div>
  )
}
