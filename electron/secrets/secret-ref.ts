import { randomUUID } from 'node:crypto'

declare const brand: unique symbol

/** Names a secret without saying anything about it: a random id. It may be stored, logged and compared. */
export type SecretRef = string & { readonly [brand]: 'SecretRef' }

export const newSecretRef = (): SecretRef => toSecretRef(randomUUID())

/** Reads back a reference that was stored in a column; whether it still leads to a secret only the vault knows. */
export const toSecretRef = (id: string): SecretRef => id as SecretRef
