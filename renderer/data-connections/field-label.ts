import type { DiscoveredStream } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'

export const fieldLabel = ({ fields }: Pick<DiscoveredStream, 'fields'>, name: string): string =>
  labelOf(fields.find((field) => field.name === name) ?? { name })
