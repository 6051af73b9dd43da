/** A sealed secret as it lies in workspace.sqlite. `keyNo` says which master key seals it. */
export type SecretRow = {
  id: string
  ownerId: string
  kind: string
  keyNo: number
  nonce: Buffer
  ciphertext: Buffer
  tag: Buffer
  updatedAt: string
}

/** The master key, sealed with a passphrase; `n`, `r` and `p` are the cost of scrypt. */
export type WrappedKey = Pick<SecretRow, 'nonce' | 'ciphertext' | 'tag'> & {
  salt: Buffer
  n: number
  r: number
  p: number
}

/** What must be known to recognise the master key again. `wrapped` is the key itself, sealed with a passphrase. */
export type VaultRecord = {
  mode: 'keychain' | 'passphrase'
  keyNo: number
  check: Buffer
  wrapped?: WrappedKey
}

export interface SecretRows {
  count(): Promise<number>
  get(id: string): Promise<SecretRow | undefined>
  list(): Promise<SecretRow[]>
  put(row: SecretRow): Promise<void>
  delete(id: string): Promise<void>
  deleteByOwner(ownerId: string): Promise<void>
  readVault(): Promise<VaultRecord | undefined>
  writeVault(record: VaultRecord): Promise<void>
  /**
   * Reads all rows, writes what `rewrite` makes of them and the record, in one transaction: all of it or nothing. Rows
   * that are not returned are deleted. `rewrite` may run again and must not wait for anything.
   */
  replaceAll(rewrite: (rows: SecretRow[]) => SecretRow[], record: VaultRecord | undefined): Promise<void>
}
