import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { ExportFormat, ImportFile } from '../../shared/domain/transfer'
import { AppFailure } from '../../shared/errors'

const MOST_BYTES = 4 * 1024 ** 3
const MOST_PIECE_BYTES = 4 * 1024 ** 2
const MOST_UPLOADS = 8
const MOST_SHOWABLE = 200

type TransferFilesOptions = {
  /** For uploads only: it is emptied at the start. */
  folder: string
  /** Where the lines that an import left out are saved. */
  badFolder: string
  /** Asks for a file to read; null when none was chosen. */
  showOpen: () => Promise<string | null>
  /** Asks where to write to; null when that was cancelled. */
  showSave: (suggestion: { name: string; format: ExportFormat }) => Promise<string | null>
  /** Shows a file in the file manager. */
  reveal: (file: string) => void
  now?: () => Date
}

export type TransferFiles = {
  /** Throws away what an earlier run of the program left of uploads. Await it before the others. */
  start(): Promise<void>
  choose(): Promise<ImportFile | null>
  startUpload(name: string): Promise<string>
  appendUpload(fileId: string, bytes: Uint8Array): Promise<void>
  endUpload(fileId: string): Promise<ImportFile>
  /** Fails with `not-found`. */
  pathOf(fileId: string): string
  /** Deletes it when it was uploaded; a file that the person chose is theirs. */
  forget(fileId: string): Promise<void>
  /** Where the lines of this file that are left out go; nothing is there yet. */
  badFileFor(fileId: string): Promise<string>
  chooseExport(name: string, format: ExportFormat): Promise<string | null>
  /** Lets the file be shown under this id. */
  remember(id: string, file: string): void
  /** Fails with `not-found`. */
  show(id: string): void
}

type Known = ImportFile & { path: string; kind: 'chosen' | 'uploading' | 'uploaded' }

/** The files of imports and exports. Paths stay in main: only ids made here cross to the renderer. */
export function createTransferFiles(options: TransferFilesOptions): TransferFiles {
  const { folder, badFolder, showOpen, showSave, reveal, now = () => new Date() } = options
  const known = new Map<string, Known>()
  const shown = new Map<string, string>()
  const find = (fileId: string, kinds: Known['kind'][]): Known => {
    const file = known.get(fileId)
    if (!file || !kinds.includes(file.kind)) throw new AppFailure({ code: 'not-found', what: 'file', id: fileId })
    return file
  }
  const keep = (file: Known): ImportFile => {
    known.set(file.id, file)
    return { id: file.id, name: file.name, bytes: file.bytes }
  }
  const forget = async (fileId: string) => {
    const file = known.get(fileId)
    known.delete(fileId)
    if (file && file.kind !== 'chosen') await rm(file.path, { force: true })
  }

  return {
    async start() {
      await rm(folder, { recursive: true, force: true })
    },
    async choose() {
      const path = await showOpen()
      if (path === null) return null
      const { size } = await stat(path)
      return keep({ id: randomUUID(), name: basename(path), bytes: size, path, kind: 'chosen' })
    },
    async startUpload(given) {
      const uploads = [...known.values()].filter(({ kind }) => kind !== 'chosen')
      const oldest = uploads.length >= MOST_UPLOADS ? uploads[0] : undefined
      if (oldest) await forget(oldest.id)
      const id = randomUUID()
      const name = safeName(given)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, `${id}${extname(name).slice(0, 10)}`)
      await writeFile(path, '', { flag: 'wx', mode: 0o600 })
      keep({ id, name, bytes: 0, path, kind: 'uploading' })
      return id
    },
    async appendUpload(fileId, bytes) {
      const file = find(fileId, ['uploading'])
      if (bytes.byteLength > MOST_PIECE_BYTES) throw invalid('A file comes in pieces of at most 4 MB')
      if (file.bytes + bytes.byteLength > MOST_BYTES) {
        await forget(fileId)
        throw invalid('A file may have at most 4 GB')
      }
      file.bytes += bytes.byteLength
      await appendFile(file.path, bytes)
    },
    async endUpload(fileId) {
      const file = find(fileId, ['uploading'])
      return keep({ ...file, kind: 'uploaded' })
    },
    pathOf: (fileId) => find(fileId, ['chosen', 'uploaded']).path,
    forget,
    async badFileFor(fileId) {
      const { name } = find(fileId, ['chosen', 'uploaded'])
      await mkdir(badFolder, { recursive: true, mode: 0o700 })
      const day = now().toISOString().slice(0, 10)
      return freePath(badFolder, `${basename(name, extname(name))} - lines left out ${day}`, '.csv')
    },
    async chooseExport(name, format) {
      const path = await showSave({ name: `${safeName(name)}.${format}`, format })
      if (path === null) return null
      return extname(path) === '' ? `${path}.${format}` : path
    },
    remember(id, file) {
      shown.set(id, file)
      const [oldest] = shown.keys()
      if (shown.size > MOST_SHOWABLE && oldest !== undefined) shown.delete(oldest)
    },
    show(id) {
      const file = shown.get(id)
      if (file === undefined || !existsSync(file)) throw new AppFailure({ code: 'not-found', what: 'file', id })
      reveal(file)
    },
  }
}

/** A name without folders, controls and what file systems do not take. */
function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const safe = last.replace(/[\p{Cc}<>:"|?*]/gu, ' ').trim()
  return safe.replace(/^\.+/, '').slice(0, 120) || 'file'
}

function freePath(folder: string, name: string, extension: string): string {
  let path = join(folder, name + extension)
  for (let number = 2; existsSync(path); number += 1) path = join(folder, `${name} ${number}${extension}`)
  return path
}

const invalid = (message: string) => new AppFailure({ code: 'invalid-input', message })
