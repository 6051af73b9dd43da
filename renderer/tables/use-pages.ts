import { useEffect, useRef, useState } from 'react'
import type { RecordRow, Sort } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { useEventOf } from '../app/events'

const PAGE = 200
const KEPT = 60

type Question = { tableId: string; sort: Sort | null; search: string | null }

/**
 * Rows by position, read in pages as they come into view. Answers to a question that was replaced meanwhile are
 * dropped; after a change the pages in view are read again while the old rows stay on screen.
 */
export function usePages(question: Question, first: number, end: number) {
  const key = JSON.stringify(question)
  const store = useRef({ key, pages: new Map<number, RecordRow[]>(), asked: new Set<number>(), generation: 0 })
  const [, setVersion] = useState(0)
  const [error, setError] = useState<AppError | null>(null)
  if (store.current.key !== key) {
    store.current = { key, pages: new Map(), asked: new Set(), generation: store.current.generation + 1 }
  }
  useEventOf('changed', ({ topics }) => {
    if (!topics.includes('tables')) return
    store.current.generation += 1
    store.current.asked = new Set()
    setVersion((version) => version + 1)
  })
  useEffect(() => {
    const current = store.current
    for (let page = Math.floor(first / PAGE); page * PAGE < end; page += 1) {
      if (!current.asked.has(page)) void read(current, question, page)
    }
  })
  async function read(current: typeof store.current, { tableId, sort, search }: Question, page: number) {
    const { generation, asked } = current
    asked.add(page)
    const result = await api.tables.page({ tableId, sort, search, offset: page * PAGE, limit: PAGE })
    if (store.current.generation !== generation) return
    setError(result.ok ? null : result.error)
    if (!result.ok) return
    current.pages.delete(page)
    current.pages.set(page, result.value.rows)
    const oldest = current.pages.keys().next().value
    if (current.pages.size > KEPT && oldest !== undefined) {
      current.pages.delete(oldest)
      asked.delete(oldest)
    }
    setVersion((version) => version + 1)
  }
  return {
    error,
    rowAt: (index: number): RecordRow | undefined => store.current.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
  }
}
