/** Of text files. Without zod, so that the interface can use it as it is. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-2',
  'shift_jis',
  'gb18030',
] as const
