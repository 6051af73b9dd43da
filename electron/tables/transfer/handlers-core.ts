import { basename } from 'node:path'
import type { HandlersFor } from '../../../shared/contract/define'
import type { transfers as contract } from '../../../shared/contract/transfers'
import type { TransferFiles } from '../../app/transfer-files'
import type { DataWorker } from '../../data-worker/protocol'

/** Where files come from and go to, with the dialogs of the system. */
export type Files = Omit<TransferFiles, 'start'>

type TransferDeps = {
  files: Files
  worker: Pick<DataWorker, 'call'>
  /** Fails with `not-found`. */
  tableName: (tableId: string) => Promise<string>
}

export const transferHandlers = ({ files, worker, tableName }: TransferDeps): HandlersFor<typeof contract> => ({
  chooseImportFile: () => files.choose(),
  startUpload: ({ name }) => files.startUpload(name),
  appendUpload: ({ fileId, bytes }) => files.appendUpload(fileId, bytes),
  endUpload: ({ fileId }) => files.endUpload(fileId),
  forgetFile: ({ fileId }) => files.forget(fileId),
  inspectImport: ({ fileId, options }) => worker.call('inspectImport', { file: files.pathOf(fileId), options }),
  async runImport({ id, fileId, options, target }) {
    const badFile = await files.badFileFor(fileId)
    const outcome = await worker.call('runImport', { id, file: files.pathOf(fileId), options, target, badFile })
    await files.forget(fileId)
    if (outcome.bad > 0) files.remember(id, badFile)
    return { ...outcome, badFile: outcome.bad > 0 ? basename(badFile) : null }
  },
  async runExport({ id, question, fieldIds, format, guard }) {
    const file = await files.chooseExport(await tableName(question.tableId), format)
    if (file === null) return null
    const outcome = await worker.call('runExport', { id, file, question, fieldIds, format, guard })
    files.remember(id, file)
    return { ...outcome, fileName: basename(file) }
  },
  cancel: ({ id }) => worker.call('cancelTransfer', { id }),
  showExportedFile: ({ id }) => files.show(id),
})
