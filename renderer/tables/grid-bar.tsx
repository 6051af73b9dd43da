import { Eraser, Trash2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { numberWords } from '../ui/number-words'

type GridBarProps = {
  sum: { rows: number; columns: number; cells: number }
  own: boolean
  onClear: () => void
  onDelete: () => void
  onClose: () => void
}

/** How much is selected and what can be done with it, floating over the lower edge. */
export function GridBar({ sum, own, onClear, onDelete, onClose }: GridBarProps) {
  const { t } = useTranslation('tables')
  if (sum.cells < 2) return null
  return (
    <div
      role="toolbar"
      aria-label={t('selection')}
      className="absolute start-1/2 bottom-4 z-20 flex h-9 -translate-x-1/2 animate-float items-center gap-1 rounded-lg bg-float ps-3 pe-1.5 shadow-menu rtl:translate-x-1/2"
    >
      <span className="tnum me-2 whitespace-nowrap text-muted text-xs">
        {t('selectedCells', { count: sum.cells, cells: numberWords(sum.cells) })}
      </span>
      <Button size="sm" variant="ghost" icon={<Eraser aria-hidden="true" />} onClick={onClear}>
        {t('clearValues')}
      </Button>
      {own ? (
        <Button size="sm" variant="ghost" icon={<Trash2 aria-hidden="true" />} className="text-bad" onClick={onDelete}>
          {t('deleteRecords', { count: sum.rows, number: numberWords(sum.rows) })}
        </Button>
      ) : null}
      <IconButton size="sm" label={t('deselect')} icon={<X aria-hidden="true" />} onClick={onClose} />
    </div>
  )
}
