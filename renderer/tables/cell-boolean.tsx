import { useTranslation } from 'react-i18next'
import { cx } from '../ui/cx'
import type { CellEditorProps } from './cell-editor'
import { EditorFrame, endOf, inputLook } from './cell-frame'
import { useFocusOnce } from './use-text-draft'

/** Yes, no, or nothing: Y, N, Space and Delete choose, as the buttons do. */
export function BooleanEditor({ field, value, label, error, bare = false, onCommit, onCancel }: CellEditorProps) {
  const { t } = useTranslation('tables')
  const focus = useFocusOnce<HTMLButtonElement>()
  const isYes = value === true || value === 1
  return (
    <EditorFrame flaw={null} error={error} errorId={`wrong-${field.id}`}>
      <button
        ref={focus}
        type="button"
        role="switch"
        aria-checked={isYes}
        aria-label={label ?? field.name}
        onClick={() => onCommit(!isYes, null)}
        onBlur={onCancel}
        onKeyDown={(event) => {
          const choice = { y: true, n: false, Delete: null, Backspace: null }[event.key]
          const after = endOf(event)
          if (event.key === 'Escape') onCancel()
          else if (choice !== undefined) onCommit(choice, null)
          else if (after !== undefined) onCommit(value, after)
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
        className={cx(inputLook(bare), 'text-start')}
      >
        {t(isYes ? 'yes' : 'no')}
      </button>
    </EditorFrame>
  )
}
