import type { KeyboardEvent } from 'react'
import { cx } from '../ui/cx'
import type { CellEditorProps } from './cell-editor'
import { EditorFrame, endOf, inputLook } from './cell-frame'
import { isNumeric } from './cell-text'
import { useFocusOnce, useTextDraft } from './use-text-draft'

const MODES = { integer: 'numeric', number: 'decimal', email: 'email', url: 'url' } as const

/** One line of text: texts, numbers, addresses. */
export function LineEditor(props: CellEditorProps) {
  const { field, label, bare = false } = props
  const draft = useTextDraft(props)
  const focus = useFocusOnce<HTMLInputElement>()
  function handleKeyDown(event: KeyboardEvent) {
    const after = endOf(event)
    if (event.key === 'Escape') draft.cancel()
    else if (after !== undefined) draft.commit(after)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <EditorFrame flaw={draft.flaw} error={draft.error} errorId={draft.errorId}>
      <input
        ref={focus}
        type="text"
        inputMode={field.type in MODES ? MODES[field.type as keyof typeof MODES] : 'text'}
        spellCheck={field.type === 'text'}
        autoComplete="off"
        aria-label={label ?? field.name}
        {...draft.aria}
        value={draft.text}
        onChange={(event) => draft.change(event.target.value)}
        onKeyDown={handleKeyDown}
        onBlur={() => draft.commit(null)}
        className={cx(inputLook(bare), isNumeric(field.type) && 'tnum text-end')}
      />
    </EditorFrame>
  )
}
