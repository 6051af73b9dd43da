import { useAddressSearch, useGo, usePath } from '../app/navigation'

/** The record that the address names (`?record=`): where a reference leads. */
export function useRecordAddress(): { recordId: number | null; leave: () => void } {
  const path = usePath()
  const go = useGo()
  const search = useAddressSearch<Record<string, unknown>>()
  const recordId = Number(search.record ?? Number.NaN)
  return {
    recordId: Number.isSafeInteger(recordId) ? recordId : null,
    leave() {
      const others = Object.entries(search).filter(([name]) => name !== 'record')
      const asked = new URLSearchParams(others.map(([name, value]) => [name, String(value)]))
      go(asked.size > 0 ? `${path}?${asked}` : path, { replace: true })
    },
  }
}
