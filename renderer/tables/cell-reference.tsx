import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { skipToken, useQueryOf } from '../app/query'
import { listKeyTarget } from '../ui/list-keys'
import type { CellEditorProps } from './cell-editor'
import { EditorFrame, endOf, inputLook } from './cell-frame'
import { useRecordLabel } from './cell-labels'
import { CellList, comboProps } from './cell-list'
import { useDebounced } from './use-debounced'
import { useFocusOnce } from './use-text-draft'

const TYPING_MS = 120

type Entry = { id: number | null; label: string }

/** A record of another table, found by its words. */
export function ReferenceEditor(props: CellEditorProps) {
  const { field, value, label, typed, error, bare = false, onCommit, onCancel } = props
  const { t } = useTranslation('tables')
  const input = useFocusOnce<HTMLInputElement>()
  const listId = useId()
  const tableId = field.settings.referenceTableId
  const current = useRecordLabel(tableId, value === null ? null : Number(value))
  const [search, setSearch] = useState(typed ?? '')
  const [at, setActive] = useState(0)
  const ended = useRef(false)
  const text = useDebounced(search.trim().slice(0, 200), TYPING_MS)
  const found = useQueryOf(['records', 'suggest'], tableId ? { tableId, text } : skipToken, { keep: true })
  const none: Entry[] = search.trim() === '' && !field.settings.required ? [{ id: null, label: t('noReference') }] : []
  const entries: Entry[] = [...none, ...(found.data ?? [])]
  const active = Math.min(at, Math.max(0, entries.length - 1))

  function end(finish: () => void) {
    if (ended.current) return
    ended.current = true
    finish()
  }
  function pick(entry: Entry | undefined, after: Parameters<typeof onCommit>[1]) {
    if (entry) end(() => onCommit(entry.id, after, search))
  }
  function handleKeyDown(event: KeyboardEvent) {
    const target = event.key === 'Home' || event.key === 'End' ? null : listKeyTarget(event.key, active, entries.length)
    const after = endOf(event)
    if (target !== null) setActive(target)
    else if (event.key === 'Escape') end(onCancel)
    else if (after === undefined) return
    else if (event.key === 'Tab' && search === '') end(() => onCommit(value, after))
    else pick(entries[active], after)
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <EditorFrame
      flaw={null}
      error={error ?? found.error}
      errorId={`${listId}-wrong`}
      panelLabel={field.name}
      panel={
        <CellList
          id={listId}
          label={field.name}
          active={active}
          onActive={setActive}
          onPick={(index) => pick(entries[index], null)}
          items={entries.map((entry) => ({
            key: String(entry.id),
            content: entry.id === null ? <span className="text-muted">{entry.label}</span> : entry.label,
            selected: entry.id !== null && entry.id === value,
          }))}
        />
      }
    >
      <input
        {...comboProps({ listId, active, count: entries.length, inputRef: input })}
        aria-label={label ?? field.name}
        placeholder={current ?? t('findRecord')}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value)
          setActive(0)
        }}
        onKeyDown={handleKeyDown}
        onBlur={() => end(onCancel)}
        className={inputLook(bare)}
      />
    </EditorFrame>
  )
}
