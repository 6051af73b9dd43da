import { useEffect, useEffectEvent, useState } from 'react'

/** Text that is saved when the field is left, or when the screen goes while it is still being typed. */
export function useDraft(stored: string, onSave: (text: string) => void) {
  const [draft, setDraft] = useState(stored)
  const commit = () => {
    if (draft !== stored) onSave(draft)
  }
  const leave = useEffectEvent(commit)
  useEffect(() => () => leave(), [])
  return { value: draft, onChange: setDraft, onBlur: commit }
}
