import { FileInput } from 'lucide-react'
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportFile } from '../../shared/domain/transfer'
import { Button } from '../ui/button'
import { ProgressBar } from '../ui/progress-bar'
import { uploadFile } from './import-upload'
import { tellFailure } from './undo-batches'

type Upload = { name: string; fraction: number }

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')

type ImportDropProps = { onFile: (file: ImportFile) => void; children: ReactNode }

/** Takes a file that is dropped anywhere on the screen, brings it to main and hands it on. */
export function ImportDrop({ onFile, children }: ImportDropProps) {
  const [over, setOver] = useState(false)
  const [upload, setUpload] = useState<Upload | null>(null)
  const cancelling = useRef(new AbortController())
  useEffect(() => () => cancelling.current.abort(), [])
  async function take(file: File) {
    const controller = new AbortController()
    cancelling.current.abort()
    cancelling.current = controller
    setUpload({ name: file.name, fraction: 0 })
    const { signal } = controller
    const result = await uploadFile(file, {
      onProgress: (fraction) => !signal.aborted && setUpload({ name: file.name, fraction }),
      signal,
    })
    if (signal.aborted) return
    setUpload(null)
    if (result.ok) onFile(result.value)
    else tellFailure(result.error)
  }
  function handleDragOver(event: DragEvent) {
    if (!holdsFiles(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    setOver(true)
  }
  function handleDragLeave(event: DragEvent) {
    const into = event.relatedTarget
    if (!(into instanceof Node) || !event.currentTarget.contains(into)) setOver(false)
  }
  function handleDrop(event: DragEvent) {
    if (!holdsFiles(event)) return
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) void take(file)
  }
  function handleCancel() {
    cancelling.current.abort()
    setUpload(null)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button for importing is the first.
    <div
      className="relative h-full min-h-0"
      onDragOver={handleDragOver}
      onDragLeave={handleDragLeave}
      onDrop={handleDrop}
    >
      {children}
      {over ? <DropZone /> : null}
      {upload ? <UploadNote upload={upload} onCancel={handleCancel} /> : null}
    </div>
  )
}

function DropZone() {
  const { t } = useTranslation('table-panels')
  return (
    <div className="pointer-events-none absolute inset-2 z-30 flex animate-fade flex-col items-center justify-center gap-2 rounded-lg border-2 border-accent border-dashed bg-accent-soft/95">
      <FileInput className="size-6 text-accent" strokeWidth={1.5} aria-hidden="true" />
      <p className="font-medium text-md">{t('import.drop')}</p>
      <p className="text-muted text-sm">{t('import.dropHint')}</p>
    </div>
  )
}

function UploadNote({ upload, onCancel }: { upload: Upload; onCancel: () => void }) {
  const { t } = useTranslation('table-panels')
  return (
    <div
      role="status"
      className="absolute inset-x-0 bottom-4 z-30 mx-auto flex w-96 max-w-[calc(100%-32px)] animate-float items-center gap-3 rounded-lg bg-float px-4 py-3 shadow-menu"
    >
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <p className="truncate text-sm">{t('import.reading', { name: upload.name })}</p>
        <ProgressBar look="line" value={upload.fraction} label={t('import.reading', { name: upload.name })} />
      </div>
      <Button size="sm" onClick={onCancel}>
        {t('ui:cancel')}
      </Button>
    </div>
  )
}
