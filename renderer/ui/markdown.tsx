import { ImageOff, Square, SquareCheck } from 'lucide-react'
import { type ComponentProps, isValidElement, memo, type ReactNode, use, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './code-block'
import { cx } from './cx'
import { LinkOpener } from './link-opener'
import { linkHost, markdownBlocks } from './markdown-blocks'

type Plugins = NonNullable<ComponentProps<typeof ReactMarkdown>['rehypePlugins']>

const REMARK = [remarkGfm]
const PLAIN: Plugins = []
let highlighter: Plugins | undefined

/** Colours for code are loaded with the first block that names a language. */
function useHighlighter(wanted: boolean): Plugins {
  const [plugins, setPlugins] = useState(highlighter ?? PLAIN)
  useEffect(() => {
    if (!wanted || highlighter) return
    let live = true
    void import('rehype-highlight').then((module) => {
      highlighter = [[module.default, { detect: false }]]
      if (live) setPlugins(highlighter)
    })
    return () => {
      live = false
    }
  }, [wanted])
  return wanted ? (highlighter ?? plugins) : PLAIN
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : ''
}

function Link({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  const open = use(LinkOpener)
  const host = linkHost(href)
  if (!host || !href) return <span>{children}</span>
  const named = textOf(children).includes(host)
  return (
    // biome-ignore lint/a11y/useSemanticElements: nothing here may navigate; the opener asks first.
    <button
      type="button"
      role="link"
      title={href}
      onClick={() => open(href)}
      className="inline cursor-pointer rounded-xs text-start text-accent underline decoration-1 decoration-current/35 underline-offset-3 hover:decoration-current"
    >
      {children}
      {named ? null : <span className="text-[0.86em] text-muted"> {host}</span>}
    </button>
  )
}

function Picture({ src, alt }: { src?: unknown; alt?: string | undefined }) {
  const { t } = useTranslation('ui')
  const host = linkHost(typeof src === 'string' ? src : undefined)
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-md bg-sunken px-2 py-1 text-muted text-xs">
      <ImageOff className="icon-sm" aria-hidden="true" />
      <span className="truncate">
        {alt ? `${alt} · ` : ''}
        {host ? t('markdown.image', { host }) : t('markdown.imageUnknown')}
      </span>
    </span>
  )
}

function Pre({ children }: { children?: ReactNode }) {
  const className = isValidElement<{ className?: string }>(children) ? children.props.className : undefined
  const language = /language-(\S+)/.exec(className ?? '')?.[1]
  return (
    <CodeBlock text={textOf(children).replace(/\n$/, '')} {...(language ? { caption: language } : {})}>
      {children}
    </CodeBlock>
  )
}

function Tick({ checked }: { checked?: boolean | undefined }) {
  const { t } = useTranslation('ui')
  const Box = checked ? SquareCheck : Square
  return (
    <Box
      role="img"
      aria-label={t(checked ? 'markdown.done' : 'markdown.open')}
      className={cx('icon me-1.5 inline-block align-[-3px]', checked ? 'text-good' : 'text-muted')}
    />
  )
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Picture src={src} alt={alt} />,
  input: ({ checked }) => <Tick checked={checked} />,
  pre: ({ children }) => <Pre>{children}</Pre>,
  table: ({ children }) => (
    <div className="overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
}

const Block = memo(function Block({ text, plugins }: { text: string; plugins: Plugins }) {
  return (
    <div dir="auto">
      <ReactMarkdown remarkPlugins={REMARK} rehypePlugins={plugins} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  )
})

type MarkdownProps = {
  text: string
  /** Text is still arriving. */
  streaming?: boolean
  /** Overrides the opener of the app. */
  onOpenLink?: (href: string) => void
  className?: string
}

/** Text of people and models as React elements: never HTML, never a remote image, links only through the opener. */
export function Markdown({ text, streaming = false, onOpenLink, className }: MarkdownProps) {
  const outer = use(LinkOpener)
  const plugins = useHighlighter(/```\S/.test(text))
  const blocks = markdownBlocks(text, streaming)
  return (
    <LinkOpener value={onOpenLink ?? outer}>
      <div className={cx('prose', className)}>
        {blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place in the text; only the last one changes.
          <Block key={index} text={block} plugins={plugins} />
        ))}
      </div>
    </LinkOpener>
  )
}
