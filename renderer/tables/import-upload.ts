import i18next from 'i18next'
import type { ImportFile } from '../../shared/domain/transfer'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { api } from '../app/api'

const PIECE = 2_000_000

type UploadOptions = { onProgress: (fraction: number) => void; signal: AbortSignal }

/** Hands a dropped file to main in pieces; the window does not know where it is. What was cancelled is forgotten. */
export async function uploadFile(file: File, { onProgress, signal }: UploadOptions): Promise<Result<ImportFile>> {
  const started = await api.transfers.startUpload({ name: file.name })
  if (!started.ok) return started
  const fileId = started.value
  for (let at = 0; at < file.size; at += PIECE) {
    const appended = signal.aborted ? unreadable() : await append(fileId, file.slice(at, at + PIECE))
    if (!appended.ok) {
      void api.transfers.forgetFile({ fileId })
      return appended
    }
    onProgress(Math.min(1, (at + PIECE) / file.size))
  }
  return api.transfers.endUpload({ fileId })
}

async function append(fileId: string, piece: Blob): Promise<Result<void>> {
  try {
    return await api.transfers.appendUpload({ fileId, bytes: new Uint8Array(await piece.arrayBuffer()) })
  } catch {
    return unreadable()
  }
}

/** It was moved or changed since it was dropped, or nobody waits for it any more. */
function unreadable(): Result<never> {
  const error: AppError = { code: 'invalid-input', message: i18next.t('table-panels:import.unreadable') }
  return { ok: false, error }
}
