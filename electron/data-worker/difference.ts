import type { StreamTable } from './stream-table'

type Of = Pick<StreamTable, 'table'>

/** Ids of staged rows that are new (`live` is null) or changed, in memory. Each table has its own: syncs take turns on one handle. */
export const differenceOf = ({ table }: Of): string => `temp.t_${table.number}_difference`

/** Ids of records that are no longer at the source. */
export const goneOf = ({ table }: Of): string => `temp.t_${table.number}_gone`

export const dropDifferenceSql = (of: Of): string =>
  `drop table if exists ${differenceOf(of)}; drop table if exists ${goneOf(of)}`

export const renewDifferenceSql = (of: Of): string =>
  `${dropDifferenceSql(of)}; create table ${differenceOf(of)} (staged integer primary key, live integer);
    create table ${goneOf(of)} (live integer primary key)`
