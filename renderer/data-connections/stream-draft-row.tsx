import { SlidersHorizontal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '../ui/checkbox'
import { cx } from '../ui/cx'
import { IconButton } from '../ui/icon-button'
import { numberWords } from '../ui/number-words'
import { TextInput } from '../ui/text-input'
import { deletesSeen, type StreamDraft } from './stream-drafts'
import { useModeWords } from './use-mode-words'

type StreamDraftRowProps = {
  draft: StreamDraft
  problem: string | undefined
  tableNames: ReadonlyMap<string, string>
  onChange: (part: Partial<StreamDraft>) => void
  onOpen: () => void
}

/** Widths of the columns, from the end of the row. */
export const ROWS = 'w-28 shrink-0'
export const TARGET = 'w-44 shrink-0 max-[1000px]:w-36'
export const MODE = 'w-48 shrink-0 max-[1000px]:w-28'

/** One stream: whether it is synced, how many records it has, into which table, and how it is read. */
export function StreamDraftRow({ draft, problem, tableNames, onChange, onOpen }: StreamDraftRowProps) {
  const { t } = useTranslation('data-connections')
  const { stream, chosen, target, settings } = draft
  const mode = useModeWords(stream, settings)
  const { name, label, group, estimatedRows, note } = stream
  const hint = deletesSeen(stream, settings) === 'never' ? `${note ?? ''} ${t('deletes.seen.never')}`.trim() : note
  return (
    <li className="relative flex min-h-11 items-center gap-3 py-1.5">
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <Checkbox
          checked={chosen}
          onChange={(next) => onChange({ chosen: next })}
          label={
            <>
              <span className="me-2 font-medium">{label}</span>
              {name === label ? null : (
                <span className={cx('font-mono text-muted text-xs', name === `${group}.${label}` && 'sr-only')}>
                  {name}
                </span>
              )}
            </>
          }
          hint={hint ?? undefined}
        />
        {problem ? (
          <p role="alert" className="ms-5.5 text-bad text-xs">
            {t(`problem.${problem}`)}
          </p>
        ) : null}
      </div>
      <span className={cx(ROWS, 'tnum whitespace-nowrap text-end text-muted text-xs')}>
        {estimatedRows === null ? null : t('picker.about', { rows: numberWords(estimatedRows) })}
      </span>
      <div className={TARGET}>
        {!chosen ? null : target.kind === 'new' ? (
          <TextInput
            aria-label={t('picker.tableOf', { name: label })}
            value={target.tableName}
            maxLength={120}
            onChange={(tableName) => onChange({ target: { kind: 'new', tableName } })}
          />
        ) : (
          <span className="block truncate text-sm">
            {t('picker.into', { table: tableNames.get(target.tableId) ?? '' })}
          </span>
        )}
      </div>
      <span className={cx(MODE, 'line-clamp-2 text-muted text-xs')} title={mode}>
        {chosen ? mode : null}
      </span>
      <IconButton
        size="sm"
        label={t('picker.settingsOf', { name: label })}
        icon={<SlidersHorizontal aria-hidden="true" />}
        onClick={onOpen}
      />
    </li>
  )
}
