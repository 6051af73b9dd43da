import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, Field } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { TextArea } from '../ui/text-area'
import { type CellFlaw, editedText, flawOf, typedValue } from './cell-check'
import { datetimeText } from './cell-text'

type RecordTextProps = {
  id: string
  field: Field
  stored: CellValue
  locked: boolean
  onSave: (value: CellValue) => Promise<AppError | null>
}

/** A value that is typed. It is stored when it is left; what was not taken stays as it was typed. */
export function RecordText({ id, field, stored, locked, onSave }: RecordTextProps) {
  const { t } = useTranslation('tables')
  const [typed, setTyped] = useState<string | null>(null)
  const [flaw, setFlaw] = useState<CellFlaw | null>(null)
  /** The text that is on its way or was stored last. */
  const sent = useRef<string | null>(null)
  const rest = editedText(field, stored, datetimeText)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed is shown until the stored value follows.
  useEffect(() => {
    if (sent.current !== null && typed === sent.current) setTyped(null)
    sent.current = null
  }, [stored])
  async function leave(text: string | null) {
    if (text === null || text === sent.current) return
    if (text === rest) return setTyped(null)
    const wrong = flawOf(field, text)
    setFlaw(wrong)
    if (wrong) return
    sent.current = text
    if (await onSave(typedValue(field, text))) sent.current = null
  }
  const leaveNow = useEffectEvent(() => void leave(typed))
  useEffect(() => () => leaveNow(), [])
  function handleChange(next: string) {
    setTyped(next)
    setFlaw(null)
  }
  const isLong = field.type === 'long-text' || field.type === 'json'
  return (
    <>
      <TextArea
        id={id}
        minRows={isLong ? 2 : 1}
        maxRows={isLong ? 24 : 8}
        readOnly={locked}
        mono={field.type === 'json'}
        spellCheck={field.type === 'text' || field.type === 'long-text'}
        aria-invalid={flaw !== null}
        {...(flaw ? { 'aria-describedby': `${id}-flaw` } : {})}
        value={typed ?? rest}
        onChange={handleChange}
        onBlur={() => void leave(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== null && typed !== rest) {
            event.preventDefault()
            setTyped(null)
            setFlaw(null)
          }
          if (event.key !== 'Enter' || isLong || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          void leave(typed)
        }}
        className="[field-sizing:content]"
      />
      {flaw ? (
        <p id={`${id}-flaw`} role="alert" className="mt-1 text-bad text-xs">
          {t(`wrong.${flaw}`)}
        </p>
      ) : null}
    </>
  )
}
