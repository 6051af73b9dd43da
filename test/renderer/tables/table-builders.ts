import { USUAL_SETTINGS } from '../../../shared/domain/field-types'
import type { Field, FieldSettings, FieldType, Table } from '../../../shared/domain/table'

export const fieldOf = (id: string, type: FieldType, settings: Partial<FieldSettings> = {}): Field => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  type,
  position: 0,
  synced: false,
  primaryKey: false,
  vanished: false,
  settings: { ...USUAL_SETTINGS, ...settings },
})

export const tableOf = (fields: Field[]): Table => ({
  id: 'table',
  name: 'Deals',
  kind: 'own',
  sourceId: null,
  dataConnectionId: null,
  dataConnectionName: null,
  asOf: null,
  recordCount: null,
  searchReady: true,
  fields,
})
