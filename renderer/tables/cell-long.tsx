import { Popover } from 'radix-ui'
import { type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '../ui/cx'
import { FLOAT } from '../ui/menu'
import { CONTROL } from '../ui/text-input'
import type { CellEditorProps } from './cell-editor'
import { EditorFrame, endOf, WrongNote } from './cell-frame'
import { useTextDraft } from './use-text-draft'

const MOST_HEIGHT = 320

/** Several lines: Enter takes them, Shift+Enter breaks the line. In the grid it floats over the cell and its neighbours. */
export function LongEditor(props: CellEditorProps) {
  const { bare = false } = props
  const draft = useTextDraft(props)
  if (bare) return <FloatingArea {...props} draft={draft} />
  return (
    <EditorFrame flaw={draft.flaw} error={draft.error} errorId={draft.errorId}>
      <Area {...props} draft={draft} className={CONTROL} />
    </EditorFrame>
  )
}

type WithDraft = CellEditorProps & { draft: ReturnType<typeof useTextDraft> }

function FloatingArea(props: WithDraft) {
  const { t } = useTranslation('tables')
  const { draft, field, label } = props
  const [height, setHeight] = useState<number | null>(null)
  const measure = useCallback((anchor: HTMLDivElement | null) => setHeight(anchor?.offsetHeight ?? null), [])
  return (
    <Popover.Root open={height !== null}>
      <Popover.Anchor asChild>
        <div ref={measure} className="h-full w-full" />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          aria-label={label ?? field.name}
          align="start"
          sideOffset={-(height ?? 0)}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className={cx(FLOAT, 'w-[max(var(--radix-popover-trigger-width),360px)] overflow-hidden rounded-md')}
        >
          <Area
            {...props}
            className="block w-full rounded-t-md bg-surface text-ink text-sm shadow-[inset_0_0_0_2px_var(--accent)] outline-none focus-visible:outline-none"
          />
          <WrongOrHint draft={draft} hint={t('longHint')} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function WrongOrHint({ draft, hint }: { draft: WithDraft['draft']; hint: string }) {
  if (draft.flaw || draft.error) return <WrongNote id={draft.errorId} flaw={draft.flaw} error={draft.error ?? null} />
  return <p className="px-2 py-1 text-muted text-xs">{hint}</p>
}

function Area({ draft, field, label, className }: WithDraft & { className: string }) {
  const area = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const element = area.current
    element?.focus({ preventScroll: true })
    element?.setSelectionRange(element.value.length, element.value.length)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(MOST_HEIGHT, element.scrollHeight)}px`
  }, [draft.text])
  function handleKeyDown(event: KeyboardEvent) {
    const after = event.key === 'Enter' && event.shiftKey ? undefined : endOf(event)
    if (event.key === 'Escape') draft.cancel()
    else if (after !== undefined) draft.commit(after)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <textarea
      ref={area}
      rows={2}
      spellCheck={field.type === 'long-text'}
      aria-label={label ?? field.name}
      {...draft.aria}
      value={draft.text}
      onChange={(event) => draft.change(event.target.value)}
      onKeyDown={handleKeyDown}
      onBlur={() => draft.commit(null)}
      className={cx(className, 'resize-none px-2 py-1.5 leading-5', field.type === 'json' && 'font-mono text-xs')}
    />
  )
}
