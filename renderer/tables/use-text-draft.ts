import { type RefObject, useId, useLayoutEffect, useRef, useState } from 'react'
import { type CellFlaw, editedText, flawOf, typedValue } from './cell-check'
import type { AfterCommit, CellEditorProps } from './cell-editor'
import { datetimeText } from './cell-text'

/** Gives the focus to what it is put on, once; the caret goes behind the text. */
export function useFocusOnce<T extends HTMLElement>(): RefObject<T | null> {
  const element = useRef<T>(null)
  // Before the next key comes: it belongs to the editor.
  useLayoutEffect(() => {
    const found = element.current
    found?.focus({ preventScroll: true })
    if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement) {
      found.setSelectionRange(found.value.length, found.value.length)
    }
  }, [])
  return element
}

/** The text of an editor, what is wrong with it, and how it ends: once. */
export function useTextDraft({ field, value, typed, error, onCommit, onCancel }: CellEditorProps) {
  const before = editedText(field, value, datetimeText)
  const [text, setText] = useState(typed ?? before)
  const [flaw, setFlaw] = useState<CellFlaw | null>(null)
  const [refused, setRefused] = useState(error)
  const ended = useRef(false)
  const errorId = useId()
  function end(finish: () => void) {
    if (ended.current) return
    ended.current = true
    finish()
  }
  return {
    text,
    flaw,
    error: refused,
    errorId,
    /** For the input: says that it is wrong and where that stands. */
    aria: flaw || refused ? { 'aria-invalid': true, 'aria-errormessage': errorId, 'aria-describedby': errorId } : {},
    change: (next: string) => {
      setText(next)
      setFlaw(null)
      setRefused(null)
    },
    cancel: () => end(onCancel),
    /** Stays open with what is wrong, when something is. */
    commit: (after: AfterCommit, given = text) => {
      if (given === before && typed === undefined)
        return end(() => (after === null ? onCancel() : onCommit(value, after)))
      const found = flawOf(field, given)
      if (found) return setFlaw(found)
      end(() => onCommit(typedValue(field, given), after, given))
    },
  }
}
