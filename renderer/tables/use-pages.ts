import { useEffect, useRef, useState } from 'react'
import type { RecordQuestion } from '../../shared/domain/record-question'
import type { CellValue, RecordRow } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { useEventOf } from '../app/events'

const PAGE = 200
const KEPT = 60
/** So long a view has to stand still before its pages are asked for; a dragged thumb asks for none on its way. */
const REST_MS = 40

type Store = {
  key: string
  generation: number
  /** The least lately seen first. */
  pages: Map<number, RecordRow[]>
  /** Under way, read or refused in this generation. */
  asked: Set<number>
  /** Where the rows end, once a page came short. */
  end: number
  /** How far rows were seen to go. */
  reached: number
}

const emptyStore = (key: string, generation: number): Store => ({
  key,
  generation,
  pages: new Map(),
  asked: new Set(),
  end: Number.POSITIVE_INFINITY,
  reached: 0,
})

/**
 * Rows by position, read in pages as they come into view. Answers to a question that was replaced meanwhile are
 * dropped; after a change the pages in view are read again while the old rows stay on screen.
 */
export function usePages(question: RecordQuestion, ready: boolean) {
  const key = JSON.stringify(question)
  const store = useRef<Store>(emptyStore(key, 0))
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [, setVersion] = useState(0)
  const [error, setError] = useState<AppError | null>(null)
  if (store.current.key !== key) store.current = emptyStore(key, store.current.generation + 1)
  const redraw = () => setVersion((version) => version + 1)
  function askAnew() {
    store.current.generation += 1
    store.current.asked = new Set()
    store.current.end = Number.POSITIVE_INFINITY
    setError(null)
    redraw()
  }
  useEventOf('changed', ({ topics }) => {
    if (topics.includes('records') || topics.includes('tables')) askAnew()
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  async function read(page: number) {
    const asked = store.current
    const { generation } = asked
    const result = await api.records.page({ question, offset: page * PAGE, limit: PAGE })
    if (store.current !== asked || asked.generation !== generation) return
    setError(result.ok ? null : result.error)
    if (result.ok) keep(asked, page, result.value.rows)
    redraw()
  }

  /** Called with the rows in view after each drawing. */
  function need(first: number, end: number) {
    if (!ready) return
    const { pages, asked } = store.current
    clearTimeout(timer.current)
    const missing = pagesOf(first, end).filter((page) => !asked.has(page))
    for (const page of pagesOf(first, end)) touch(pages, page)
    if (missing.length === 0) return
    const ask = () => {
      for (const page of missing) {
        asked.add(page)
        void read(page)
      }
    }
    if (pages.size === 0) ask()
    else timer.current = setTimeout(ask, REST_MS)
  }
  /** Shows a value before main has it; the next reading brings what main holds. */
  function show(recordId: number, place: number, value: CellValue) {
    const { pages } = store.current
    for (const [page, rows] of pages) {
      const at = rows.findIndex(({ id }) => id === recordId)
      const row = rows[at]
      if (row) pages.set(page, rows.with(at, { ...row, values: row.values.with(place, value) }))
    }
    redraw()
  }
  return {
    error,
    /** Reads everything in view again. */
    renew: askAnew,
    need,
    show,
    end: store.current.end,
    reached: store.current.reached,
    rowAt: (index: number): RecordRow | undefined => store.current.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
  }
}

function pagesOf(first: number, end: number): number[] {
  const from = Math.floor(first / PAGE)
  return Array.from({ length: Math.max(0, Math.ceil(end / PAGE) - from) }, (_, index) => from + index)
}

/** Makes a page the latest seen. */
function touch(pages: Store['pages'], page: number) {
  const rows = pages.get(page)
  if (!rows) return
  pages.delete(page)
  pages.set(page, rows)
}

function keep(store: Store, page: number, rows: RecordRow[]) {
  store.pages.delete(page)
  store.pages.set(page, rows)
  if (rows.length < PAGE) store.end = Math.min(store.end, page * PAGE + rows.length)
  store.reached = Math.max(store.reached, page * PAGE + rows.length)
  const oldest = store.pages.keys().next().value
  if (store.pages.size <= KEPT || oldest === undefined) return
  store.pages.delete(oldest)
  store.asked.delete(oldest)
}

/** Records from one position to another, both included, wherever they are: for copying and deleting. */
export async function readRecords(question: RecordQuestion, from: number, to: number): Promise<RecordRow[] | AppError> {
  const rows: RecordRow[] = []
  for (let offset = from; offset <= to; offset += 500) {
    const result = await api.records.page({ question, offset, limit: Math.min(500, to - offset + 1) })
    if (!result.ok) return result.error
    rows.push(...result.value.rows)
  }
  return rows
}
