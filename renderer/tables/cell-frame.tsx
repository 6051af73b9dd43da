import { Popover } from 'radix-ui'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { type AppError, describeError } from '../../shared/errors'
import { cx } from '../ui/cx'
import { FLOAT } from '../ui/menu'
import { CONTROL } from '../ui/text-input'
import type { CellFlaw } from './cell-check'
import type { AfterCommit } from './cell-editor'

/** The look of the input of an editor: in a cell of the grid it fills the cell. */
export const inputLook = (bare: boolean): string =>
  bare
    ? 'h-full w-full bg-surface px-2 text-sm text-ink shadow-[inset_0_0_0_2px_var(--accent)] outline-none focus-visible:outline-none'
    : cx(CONTROL, 'h-8 px-2.5')

/** Where a key that ends the edit leads; undefined for other keys. */
export function endOf(event: KeyboardEvent): AfterCommit | undefined {
  if (event.nativeEvent.isComposing) return undefined
  if (event.key === 'Enter') return event.shiftKey ? 'up' : 'down'
  if (event.key === 'Tab') return event.shiftKey ? 'left' : 'right'
  return undefined
}

type EditorFrameProps = {
  /** The input itself. */
  children: ReactNode
  flaw: CellFlaw | null
  error: AppError | null | undefined
  errorId: string
  /** A list or calendar below the input. */
  panel?: ReactNode
  panelLabel?: string
  /** Keeps clicks in the panel from counting as leaving. */
  panelRef?: RefObject<HTMLDivElement | null>
  panelWidth?: number
}

/** The input of an editor, with what is wrong and what can be chosen floating below it. */
export function EditorFrame({
  children,
  flaw,
  error,
  errorId,
  panel,
  panelLabel,
  panelRef,
  panelWidth,
}: EditorFrameProps) {
  const isWrong = flaw !== null || Boolean(error)
  const wrong = <WrongNote id={errorId} flaw={flaw} error={error ?? null} />
  return (
    <Popover.Root open={isWrong || panel !== undefined}>
      <Popover.Anchor asChild>
        <div className="relative h-full w-full">{children}</div>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          ref={panelRef}
          {...(panelLabel ? { 'aria-label': panelLabel } : { 'aria-labelledby': errorId })}
          align="start"
          sideOffset={3}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          style={panelWidth ? { width: panelWidth } : undefined}
          className={cx(FLOAT, 'flex max-w-96 min-w-(--radix-popover-trigger-width) flex-col')}
        >
          {isWrong ? wrong : null}
          {panel}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** What is wrong, in words. */
export function WrongNote({ id, flaw, error }: { id: string; flaw: CellFlaw | null; error: AppError | null }) {
  const { t } = useTranslation('tables')
  const words = error ? describeError(error) : null
  return (
    <p id={id} role="alert" className="px-3 py-2 text-bad text-sm [overflow-wrap:anywhere]">
      {flaw ? t(`wrong.${flaw}`) : words?.title}
      {words && !flaw && error?.code !== 'invalid-input' ? (
        <span className="block text-muted text-xs">{words.advice}</span>
      ) : null}
    </p>
  )
}
