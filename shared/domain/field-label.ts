import type { StreamField } from './data-connection'

/** What to show for a field of a stream: what people call it at the source. */
export const labelOf = ({ name, label }: Pick<StreamField, 'name' | 'label'>): string => label ?? name
