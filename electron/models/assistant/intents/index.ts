import type { Intent } from '../types'
import { about } from './about'
import { actByPhrase } from './act-by-phrase'
import { count } from './count'
import { create } from './create'
import { describe } from './describe'
import { find } from './find'
import { help } from './help'
import { listTables } from './list-tables'
import { mark } from './mark'
import { more } from './more'
import { remove } from './remove'
import { run } from './run'
import { summarise } from './summarise'
import { update } from './update'

/** In the order in which they are tried: a sentence belongs to the first that understands it. */
export const intents: readonly Intent[] = [
  ...[about, help, run, more, listTables, describe, summarise, count],
  ...[mark, update, create, remove, actByPhrase, find],
]
