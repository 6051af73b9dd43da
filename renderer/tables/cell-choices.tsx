import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listKeyTarget } from '../ui/list-keys'
import { ChoiceChip } from './cell-choice'
import type { AfterCommit, CellEditorProps } from './cell-editor'
import { EditorFrame, endOf, inputLook } from './cell-frame'
import { CellList, comboProps } from './cell-list'
import { choicesOf } from './cell-text'
import { useFocusOnce } from './use-text-draft'

/** One choice or several, found by typing. */
export function ChoiceEditor(props: CellEditorProps) {
  const { field, value, label, error, bare = false } = props
  const { t } = useTranslation('tables')
  const input = useFocusOnce<HTMLInputElement>()
  const listId = useId()
  const editor = useChoices(props)
  const { entries, active, chosen, many } = editor
  return (
    <EditorFrame
      flaw={null}
      error={error}
      errorId={`${listId}-wrong`}
      panelLabel={field.name}
      panel={
        <CellList
          id={listId}
          label={field.name}
          multiple={many}
          active={active}
          {...(many ? { hint: t('choicesHint') } : {})}
          onActive={editor.setActive}
          onPick={(index) => editor.pick(index, null)}
          items={entries.map((name) => ({
            key: name ?? '',
            selected: name === null ? false : chosen.includes(name),
            content:
              name === null ? (
                <span className="text-muted">{t('noChoice')}</span>
              ) : (
                <ChoiceChip name={name} options={field.settings.options} />
              ),
          }))}
        />
      }
    >
      <input
        {...comboProps({ listId, active, count: entries.length, inputRef: input })}
        aria-label={label ?? field.name}
        placeholder={(many ? chosen.join(', ') : String(value ?? '')) || t('findChoice')}
        value={editor.search}
        onChange={(event) => editor.find(event.target.value)}
        onKeyDown={editor.handleKeyDown}
        onBlur={editor.leave}
        className={inputLook(bare)}
      />
    </EditorFrame>
  )
}

/** These move the caret in the text. */
const STAYS = ['Home', 'End']

function useChoices({ field, value, typed, onCommit, onCancel }: CellEditorProps) {
  const many = field.type === 'multi-select'
  const before = many ? choicesOf(value) : value === null ? [] : [String(value)]
  const [chosen, setChosen] = useState(before)
  const [search, setSearch] = useState(typed ?? '')
  const ended = useRef(false)
  const words = search.trim().toLocaleLowerCase()
  const found = namesOf(field.settings.options, before).filter((name) => name.toLocaleLowerCase().includes(words))
  const entries: (string | null)[] = many || words !== '' || field.settings.required ? found : [null, ...found]
  const [at, setActive] = useState(() => (typed ? 0 : Math.max(0, entries.indexOf(before[0] ?? null))))
  const active = Math.min(at, Math.max(0, entries.length - 1))

  function end(finish: () => void) {
    if (ended.current) return
    ended.current = true
    finish()
  }
  const commitMany = (after: AfterCommit) =>
    end(() => onCommit(chosen.length > 0 ? JSON.stringify(chosen) : null, after, search))
  function pick(index: number, after: AfterCommit) {
    const name = entries[index]
    if (name === undefined) return
    if (!many) return end(() => onCommit(name, after, search))
    if (name === null) return
    setChosen((all) => (all.includes(name) ? all.filter((one) => one !== name) : [...all, name]))
    setSearch('')
  }
  function finish(after: AfterCommit, { key, ctrlKey, metaKey }: KeyboardEvent) {
    if (many && (key === 'Tab' || ctrlKey || metaKey)) commitMany(after)
    else if (key === 'Tab' && words === '') end(() => onCommit(value, after))
    else pick(active, after)
  }
  function handleKeyDown(event: KeyboardEvent) {
    const target = STAYS.includes(event.key) ? null : listKeyTarget(event.key, active, entries.length)
    const after = endOf(event)
    if (target !== null) setActive(target)
    else if (event.key === 'Escape') end(onCancel)
    else if (after !== undefined) finish(after, event)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return {
    many,
    chosen,
    search,
    entries,
    active,
    setActive,
    pick,
    handleKeyDown,
    find: (next: string) => {
      setSearch(next)
      setActive(0)
    },
    leave: () => (many && chosen.join('\n') !== before.join('\n') ? commitMany(null) : end(onCancel)),
  }
}

/** The field's choices, and those of the record that the field does not list. */
const namesOf = (options: CellEditorProps['field']['settings']['options'], own: string[]): string[] => [
  ...new Set([...options.map(({ name }) => name), ...own]),
]
