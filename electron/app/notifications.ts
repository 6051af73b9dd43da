import { WORDS } from './words'

/** As data connections tell it. */
export type News = {
  kind: 'needs-reauth' | 'failed' | 'paused' | 'recovered' | 'question' | 'fields' | 'late'
  id: string
  name: string
  message: string
}
/** `id` is the data connection that all of it is about; null when it is about several. */
export type Said = { title: string; body: string; id: string | null }

type NotifierOptions = {
  show: (said: Said) => void
  setTimer: (ms: number, done: () => void) => unknown
}

/** What fails, often fails together: news of a few seconds are one notification. In milliseconds. */
const TOGETHER_MS = 4000
const MOST_NAMED = 4

/** Says news to a person who is not looking, together with what else happens at the same time. */
export function createNotifier({ show, setTimer }: NotifierOptions): (news: News) => void {
  let waiting: News[] = []
  return (news) => {
    waiting.push(news)
    if (waiting.length > 1) return
    setTimer(TOGETHER_MS, () => {
      const told = waiting
      waiting = []
      show(inWords(told))
    })
  }
}

export function inWords(news: readonly News[]): Said {
  const latest = [...new Map(news.map((one) => [one.id, one])).values()]
  const [only] = latest
  if (only && latest.length === 1) {
    const { id, kind, name, message } = only
    return { id, title: WORDS.news[kind](name), body: message }
  }
  const named = latest.slice(0, MOST_NAMED).map(({ kind, name }) => `${WORDS.news[kind](name)}.`)
  const more = latest.length > MOST_NAMED ? [`+${latest.length - MOST_NAMED}`] : []
  return { id: null, title: WORDS.news.several(latest.length), body: [...named, ...more].join('\n') }
}
