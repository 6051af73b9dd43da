import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { TextArea } from '../ui/text-area'

const MarkdownEditor = lazy(async () => ({ default: (await import('./markdown-editor')).MarkdownEditor }))

type InstructionsEditorProps = { value: string; onChange: (value: string) => void }

/** The instructions in Markdown. Until the editor is loaded, a plain text area takes the same text. */
export function InstructionsEditor({ value, onChange }: InstructionsEditorProps) {
  const { t } = useTranslation('skills')
  const label = t('instructions.label')
  return (
    <section aria-label={label} className="flex min-h-80 flex-1 flex-col">
      <p className="font-medium text-sm">{label}</p>
      <p className="mb-1 text-muted text-xs">{t('instructions.hint')}</p>
      <Suspense
        fallback={<TextArea mono minRows={14} maxRows={40} aria-label={label} value={value} onChange={onChange} />}
      >
        <MarkdownEditor label={label} value={value} onChange={onChange} />
      </Suspense>
    </section>
  )
}
