import {
  AlignLeft,
  AtSign,
  Braces,
  Calendar,
  CalendarClock,
  ChevronDownSquare,
  Hash,
  Link2,
  ListChecks,
  type LucideIcon,
  Sigma,
  Spline,
  ToggleLeft,
  Type,
} from 'lucide-react'
import type { FieldType } from '../../shared/domain/table'

const GLYPHS: Record<FieldType, LucideIcon> = {
  text: Type,
  'long-text': AlignLeft,
  integer: Hash,
  number: Sigma,
  boolean: ToggleLeft,
  date: Calendar,
  datetime: CalendarClock,
  select: ChevronDownSquare,
  'multi-select': ListChecks,
  email: AtSign,
  url: Link2,
  json: Braces,
  reference: Spline,
}

/** The kind of a field, as a small sign before its name. */
export function FieldGlyph({ type }: { type: FieldType }) {
  const Glyph = GLYPHS[type]
  return <Glyph className="icon-sm" aria-hidden="true" />
}
