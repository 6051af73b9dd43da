import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { numberWords } from '../ui/number-words'
import { TextInput } from '../ui/text-input'

type GoToRowProps = { rowCount: number; onGo: (row: number) => void; onClose: () => void }

/** To a row by its number. */
export function GoToRow({ rowCount, onGo, onClose }: GoToRowProps) {
  const { t } = useTranslation('tables')
  const [typed, setTyped] = useState('')
  const row = Number.parseInt(typed.replace(/[\s\u202f.,]/g, ''), 10)
  function handleGo() {
    if (!(row > 0)) return
    onClose()
    onGo(Math.min(row, rowCount) - 1)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('goTo.title')}
      width={320}
      footer={
        <Button variant="primary" disabled={!(row > 0)} onClick={handleGo}>
          {t('goTo.confirm')}
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          handleGo()
        }}
      >
        <Field required label={t('goTo.label', { last: numberWords(rowCount) })}>
          <TextInput value={typed} onChange={setTyped} inputMode="numeric" autoComplete="off" />
        </Field>
      </form>
    </Dialog>
  )
}
