import { useTranslation } from 'react-i18next'
import type { BadLine, ImportPreview } from '../../shared/domain/transfer'

const SHOWN = 8

/** The first rows of the file as they are read. */
export function PreviewRows({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation('table-panels')
  const columns = preview.columns.map(({ name }, place) => ({ key: `${place}-${name}`, name, place }))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="overflow-x-auto rounded-md bg-sunken" tabIndex={0} aria-label={t('import.preview')}>
      <table className="w-full border-collapse text-xs">
        <caption className="sr-only">{t('import.preview')}</caption>
        <thead>
          <tr className="border-line border-b">
            {columns.map(({ key, name }) => (
              <th key={key} scope="col" className="h-7 max-w-40 truncate px-2 text-start font-medium text-muted">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, SHOWN).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a file have no identity but their place.
            <tr key={index}>
              {columns.map(({ key, place }) => (
                <td key={key} className="tnum h-6 max-w-40 truncate px-2">
                  {row[place]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Lines that are left out, each with its number and why. */
export function BadLines({ lines }: { lines: readonly BadLine[] }) {
  const { t } = useTranslation('table-panels')
  return (
    <ul aria-label={t('import.badLines')} className="max-h-48 overflow-y-auto rounded-md bg-sunken px-3 py-1">
      {lines.map(({ line, reason, text }) => (
        <li key={line} className="py-1 text-xs">
          <p>
            <span className="tnum font-medium">{t('import.line', { line })}</span>
            <span className="text-muted"> · {reason}</span>
          </p>
          <p className="truncate font-mono text-muted">{text}</p>
        </li>
      ))}
    </ul>
  )
}
