import { join } from 'node:path'
import { type BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions, shell } from 'electron'
import type { ExportFormat } from '../../shared/domain/transfer'
import { createTransferFiles, type TransferFiles } from './transfer-files'

const READABLE = ['csv', 'tsv', 'txt', 'json', 'jsonl', 'ndjson']
const FORMAT_NAMES: Record<ExportFormat, string> = { csv: 'CSV', json: 'JSON', jsonl: 'JSON Lines' }

/** The files of imports and exports of one profile. */
export const transferFiles = ({ root, window }: { root: string; window: () => BrowserWindow | null }): TransferFiles =>
  createTransferFiles({
    folder: join(root, 'uploads'),
    badFolder: join(root, 'imports'),
    ...dialogsOver(window),
    reveal: (file) => shell.showItemInFolder(file),
  })

/** The dialogs of the system that ask for a file, over the window while there is one. */
function dialogsOver(window: () => BrowserWindow | null) {
  return {
    async showOpen(): Promise<string | null> {
      const options: OpenDialogOptions = {
        properties: ['openFile'],
        filters: [{ name: READABLE.map((one) => one.toUpperCase()).join(', '), extensions: READABLE }],
      }
      const over = window()
      const { filePaths } = await (over ? dialog.showOpenDialog(over, options) : dialog.showOpenDialog(options))
      return filePaths[0] ?? null
    },
    async showSave({ name, format }: { name: string; format: ExportFormat }): Promise<string | null> {
      const options: SaveDialogOptions = {
        defaultPath: name,
        filters: [{ name: FORMAT_NAMES[format], extensions: [format] }],
      }
      const over = window()
      const { canceled, filePath } = await (over
        ? dialog.showSaveDialog(over, options)
        : dialog.showSaveDialog(options))
      return canceled || filePath === '' ? null : filePath
    },
  }
}
