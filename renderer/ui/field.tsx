import { createContext, type ReactNode, use, useId } from 'react'
import { useTranslation } from 'react-i18next'

type FieldIds = { id: string; describedBy: string | undefined; invalid: boolean; required: boolean }

const FieldContext = createContext<FieldIds | null>(null)

/** Attributes that tie an input to the label, hint and message of the `Field` around it. A button has no `required`. */
export function useFieldProps(kind: 'input' | 'button' = 'input') {
  const field = use(FieldContext)
  if (!field) return {}
  return {
    id: field.id,
    ...(field.describedBy ? { 'aria-describedby': field.describedBy } : {}),
    ...(field.invalid && kind === 'input' ? { 'aria-invalid': true } : {}),
    ...(field.required && kind === 'input' ? { 'aria-required': true } : {}),
  }
}

type FieldProps = {
  label: string
  hint?: ReactNode
  /** What is wrong with the value, in words. */
  error?: ReactNode
  required?: boolean
  /** Something small at the right of the label: a link, a count. */
  end?: ReactNode
  children: ReactNode
}

/** A label, its input, a hint, and what is wrong with it. */
export function Field({ label, hint, error, required = false, end, children }: FieldProps) {
  const { t } = useTranslation('ui')
  const id = useId()
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <FieldContext value={{ id, describedBy: described, invalid: Boolean(error), required }}>
      <div className="flex flex-col gap-1">
        <div className="flex items-baseline justify-between gap-2">
          <label htmlFor={id} className="font-medium text-ink text-sm">
            {label}
            {required ? null : <span className="ms-1.5 font-normal text-muted text-xs">{t('field.optional')}</span>}
          </label>
          {end ? <span className="text-muted text-xs">{end}</span> : null}
        </div>
        {children}
        {error ? (
          <p id={`${id}-error`} role="alert" className="text-bad text-xs">
            {error}
          </p>
        ) : hint ? (
          <p id={`${id}-hint`} className="text-muted text-xs">
            {hint}
          </p>
        ) : null}
      </div>
    </FieldContext>
  )
}
