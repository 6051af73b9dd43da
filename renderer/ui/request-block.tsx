import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button'
import { cx } from './cx'
import {
  type BodyLine,
  bodyLines,
  isChanged,
  maskedHeader,
  type RequestShape,
  requestText,
  urlParts,
} from './request-text'

type RequestBlockProps = {
  request: RequestShape
  /** Paths in a JSON body to mark: "fields.summary". */
  changed?: readonly string[]
  /** Lines of the body shown before "Show all". */
  lines?: number
}

const METHOD: Record<string, string> = { GET: 'text-read', HEAD: 'text-read', DELETE: 'text-bad' }
const KIND = {
  key: 'text-ink',
  string: 'text-good',
  number: 'text-read',
  word: 'text-read',
  mark: 'text-muted',
  plain: '',
}

function Line({ line, marked }: { line: BodyLine; marked: boolean }) {
  return (
    <span
      className={cx('block border-s-2 ps-2.5', marked ? 'border-accent bg-accent-soft' : 'border-transparent')}
      style={{ textIndent: '-2ch', paddingInlineStart: `calc(10px + ${line.indent * 2 + 2}ch)` }}
    >
      {line.tokens.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the line.
        <span key={index} className={KIND[token.kind]}>
          {token.text}
        </span>
      ))}
    </span>
  )
}

/** Exactly what leaves the machine: method, address, headers with secrets as •••, and the body. */
export function RequestBlock({ request, changed = [], lines = 24 }: RequestBlockProps) {
  const { t } = useTranslation('ui')
  const [all, setAll] = useState(false)
  const body = request.body ? bodyLines(request.body) : []
  const shown = all ? body : body.slice(0, lines)
  const { origin, rest } = urlParts(request.url)
  return (
    <div className="group relative rounded-md bg-sunken font-mono text-xs leading-[18px] shadow-[inset_0_0_0_1px_var(--line)]">
      <p className="py-2 ps-3 pe-10 [overflow-wrap:anywhere]">
        <span className={cx('me-2 font-semibold', METHOD[request.method.toUpperCase()] ?? 'text-write')}>
          {request.method.toUpperCase()}
        </span>
        <span>{origin}</span>
        <span className="text-muted">{rest}</span>
      </p>
      {request.headers.length > 0 ? (
        <dl className="border-line border-t px-3 py-2">
          {request.headers.map((header) => (
            <div key={`${header.name} ${header.value}`} className="flex gap-2">
              <dt className="shrink-0 text-muted">{header.name}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{maskedHeader(header)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {body.length > 0 ? (
        <div className="border-line border-t py-2">
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls has to be reachable by keyboard.
            tabIndex={0}
            className="max-h-120 overflow-y-auto whitespace-pre-wrap [overflow-wrap:anywhere]"
          >
            {shown.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the body.
              <Line key={index} line={line} marked={isChanged(line.path, changed)} />
            ))}
          </pre>
          {shown.length < body.length ? (
            <button
              type="button"
              onClick={() => setAll(true)}
              className="mt-1 ms-3 rounded-sm font-sans text-muted text-xs underline decoration-line-strong underline-offset-3 hover:text-ink"
            >
              {t('request.showAll', { count: body.length })}
            </button>
          ) : null}
        </div>
      ) : null}
      <CopyButton
        text={requestText(request)}
        label={t('request.copy')}
        className="absolute end-1.5 top-1.5 opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
      />
    </div>
  )
}
