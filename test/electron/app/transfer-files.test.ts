import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTransferFiles, type TransferFiles } from '../../../electron/app/transfer-files'

let root: string
let files: TransferFiles
let toOpen: string | null
let toSave: string | null
let revealed: string[]

const uploads = () => (existsSync(join(root, 'uploads')) ? readdirSync(join(root, 'uploads')) : [])
const notFound = { error: { code: 'not-found', what: 'file' } }
const refused = { error: { code: 'invalid-input' } }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'patchbay-files-'))
  ;[toOpen, toSave, revealed] = [null, null, []]
  files = createTransferFiles({
    folder: join(root, 'uploads'),
    badFolder: join(root, 'left out'),
    showOpen: async () => toOpen,
    showSave: async () => toSave,
    reveal: (file) => revealed.push(file),
    now: () => new Date('2026-03-04T10:00:00Z'),
  })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('files of imports and exports', () => {
  it('come to the renderer as ids and names, without their paths', async () => {
    expect(await files.choose()).toBeNull()
    toOpen = join(root, 'people.csv')
    writeFileSync(toOpen, 'a\n1\n')
    const chosen = await files.choose()
    expect(chosen).toMatchObject({ name: 'people.csv', bytes: 4 })
    expect(JSON.stringify(chosen)).not.toContain(root)
    expect(files.pathOf(chosen?.id ?? '')).toBe(toOpen)
    await files.forget(chosen?.id ?? '')
    expect(existsSync(toOpen)).toBe(true)
    expect(() => files.pathOf(chosen?.id ?? '')).toThrow('This file does not exist any more')
  })

  it('come in pieces when they were dropped, and go when they are forgotten', async () => {
    const id = await files.startUpload('../../etc/ü: people.csv')
    await files.appendUpload(id, Buffer.from('a\n'))
    await files.appendUpload(id, Buffer.from('1\n'))
    expect(() => files.pathOf(id)).toThrow('This file does not exist any more')
    expect(await files.endUpload(id)).toEqual({ id, name: 'ü  people.csv', bytes: 4 })
    expect(readFileSync(files.pathOf(id), 'utf8')).toBe('a\n1\n')
    await expect(files.appendUpload(id, Buffer.from('2'))).rejects.toMatchObject(notFound)
    await files.forget(id)
    expect(uploads()).toEqual([])
  })

  it('are refused for ids that nobody was given and for pieces that are too large', async () => {
    await expect(files.appendUpload('garbage', Buffer.from('x'))).rejects.toMatchObject(notFound)
    await expect(files.endUpload('__proto__')).rejects.toMatchObject(notFound)
    await files.forget('garbage')
    const id = await files.startUpload('x')
    await expect(files.appendUpload(id, Buffer.alloc(4 * 1024 ** 2 + 1))).rejects.toMatchObject(refused)
    expect(() => files.show('garbage')).toThrow('This file does not exist any more')
  })

  it('are at most eight at a time: the oldest upload goes', async () => {
    for (let index = 0; index < 20; index += 1) await files.startUpload(`${index}.csv`)
    expect(uploads()).toHaveLength(8)
  })

  it('of an earlier run of the program are thrown away', async () => {
    await files.startUpload('old.csv')
    await files.start()
    expect(uploads()).toEqual([])
  })

  it('for lines that were left out never take the place of another file', async () => {
    toOpen = join(root, 'people.csv')
    writeFileSync(toOpen, 'a')
    const chosen = await files.choose()
    const first = await files.badFileFor(chosen?.id ?? '')
    expect(first).toBe(join(root, 'left out', 'people - lines left out 2026-03-04.csv'))
    writeFileSync(first, '')
    expect(await files.badFileFor(chosen?.id ?? '')).toBe(
      join(root, 'left out', 'people - lines left out 2026-03-04 2.csv'),
    )
  })

  it('are shown in the file manager by the id of their export', async () => {
    expect(await files.chooseExport('Deals', 'csv')).toBeNull()
    toSave = join(root, 'deals')
    const file = await files.chooseExport('Deals', 'csv')
    expect(file).toBe(join(root, 'deals.csv'))
    writeFileSync(file ?? '', '')
    files.remember('export', file ?? '')
    files.show('export')
    expect(revealed).toEqual([file])
  })
})
