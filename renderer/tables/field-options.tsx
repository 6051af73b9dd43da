import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { IconButton } from '../ui/icon-button'
import { Popover } from '../ui/popover'
import { TextInput } from '../ui/text-input'
import { type DraftChoice, moved, withChoice } from './field-dialog-draft'
import { ReorderHandle, useReorder } from './fields-reorder'

const COLORS = [0, 1, 2, 3, 4, 5, 6, 7] as const
const MOST = 500

type ChoicesEditorProps = { choices: DraftChoice[]; onChange: (choices: DraftChoice[]) => void }

/** The choices of a field: added, renamed, coloured, reordered, taken away. */
export function ChoicesEditor({ choices, onChange }: ChoicesEditorProps) {
  const { t } = useTranslation('table-panels')
  const list = useRef<HTMLUListElement>(null)
  const [added, setAdded] = useState(0)
  useEffect(() => {
    if (added > 0) list.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus()
  }, [added])
  const reorder = useReorder({
    keys: choices.map(({ key }) => String(key)),
    onMove: (from, to) => onChange(moved(choices, from, to)),
  })
  const change = (key: number, part: Partial<DraftChoice>) =>
    onChange(choices.map((choice) => (choice.key === key ? { ...choice, ...part } : choice)))
  function handleAdd() {
    onChange(withChoice(choices))
    setAdded(added + 1)
  }
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-sm">{t('field.choices')}</legend>
      <ul ref={list} className="flex max-h-64 flex-col gap-1 overflow-y-auto p-0.5">
        {choices.map((choice, place) => {
          const key = String(choice.key)
          const name = choice.name || t('field.choice', { place: place + 1 })
          return (
            <li
              key={key}
              className={cx('flex items-center gap-1.5 rounded-md', reorder.rowLook(key))}
              {...reorder.rowProps(key)}
            >
              <ReorderHandle name={name} place={place} count={choices.length} {...reorder.handleProps(key)} />
              <ColorButton name={name} color={choice.color} onChange={(color) => change(choice.key, { color })} />
              <TextInput
                aria-label={t('field.choice', { place: place + 1 })}
                value={choice.name}
                maxLength={120}
                onChange={(next) => change(choice.key, { name: next })}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || place < choices.length - 1) return
                  event.preventDefault()
                  handleAdd()
                }}
              />
              <IconButton
                size="sm"
                label={t('field.removeChoice', { name })}
                icon={<X aria-hidden="true" />}
                onClick={() => onChange(choices.filter(({ key: other }) => other !== choice.key))}
              />
            </li>
          )
        })}
      </ul>
      <div>
        <Button size="sm" icon={<Plus aria-hidden="true" />} disabled={choices.length >= MOST} onClick={handleAdd}>
          {t('field.addChoice')}
        </Button>
      </div>
    </fieldset>
  )
}

type ColorButtonProps = { name: string; color: number; onChange: (color: number) => void }

const ground = (color: number) => ({
  color: `var(--choice-${color})`,
  background: `var(--choice-${color}-soft)`,
})

function ColorButton({ name, color, onChange }: ColorButtonProps) {
  const { t } = useTranslation('table-panels')
  const [open, setOpen] = useState(false)
  const label = t('field.colorOf', { name })
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      width={152}
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${t(`color.${color}`)}`}
          className="flex size-7 shrink-0 items-center justify-center rounded-md hover:bg-hover"
        >
          <Swatch color={color} />
        </button>
      }
    >
      <div className="grid grid-cols-4 gap-1">
        {COLORS.map((candidate) => (
          <button
            key={candidate}
            type="button"
            aria-label={t(`color.${candidate}`)}
            aria-pressed={candidate === color}
            className="flex size-7 items-center justify-center rounded-md hover:bg-hover aria-pressed:bg-press"
            onClick={() => {
              onChange(candidate)
              setOpen(false)
            }}
          >
            <Swatch color={candidate} />
          </button>
        ))}
      </div>
    </Popover>
  )
}

const Swatch = ({ color }: { color: number }) => (
  <span className="size-4 rounded-full shadow-[inset_0_0_0_1.5px_currentColor]" style={ground(color)} />
)
