import { syntaxTree } from '@codemirror/language'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** Which parts of a Markdown tree look different, by the names of the Lezer grammar. */
const LOOKS: Record<string, string> = {
  ATXHeading1: 'md-heading',
  ATXHeading2: 'md-heading',
  ATXHeading3: 'md-heading',
  ATXHeading4: 'md-heading',
  SetextHeading1: 'md-heading',
  SetextHeading2: 'md-heading',
  StrongEmphasis: 'md-strong',
  Emphasis: 'md-emphasis',
  InlineCode: 'md-code',
  FencedCode: 'md-code',
  HeaderMark: 'md-mark',
  ListMark: 'md-mark',
  QuoteMark: 'md-mark',
  EmphasisMark: 'md-mark',
  CodeMark: 'md-mark',
  LinkMark: 'md-mark',
  URL: 'md-mark',
}

const MARKS = new Map(Object.entries(LOOKS).map(([name, look]) => [name, Decoration.mark({ class: look })]))

function decorate(view: EditorView): DecorationSet {
  const found = view.visibleRanges.flatMap(({ from, to }) => {
    const marks: ReturnType<Decoration['range']>[] = []
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: (node) => {
        const mark = MARKS.get(node.name)
        if (mark && node.to > node.from) marks.push(mark.range(node.from, node.to))
      },
    })
    return marks
  })
  return Decoration.set(found, true)
}

/** Headings, emphasis and code in the type of the app; a highlight style would bring colours for one theme only. */
export const markdownLook = ViewPlugin.define(
  (view) => ({
    decorations: decorate(view),
    update(update: ViewUpdate) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = decorate(update.view)
    },
  }),
  { decorations: (plugin) => plugin.decorations },
)

export const editorTheme = EditorView.theme({
  '&': {
    flex: '1',
    minHeight: '280px',
    borderRadius: '6px',
    backgroundColor: 'var(--surface)',
    boxShadow: 'inset 0 0 0 1px var(--control-line)',
    color: 'var(--text)',
    fontSize: '13px',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 12px' },
  '.md-heading': { fontWeight: '600' },
  '.md-strong': { fontWeight: '600' },
  '.md-emphasis': { fontStyle: 'italic' },
  '.md-code': { color: 'var(--read)' },
  '.md-mark': { color: 'var(--text-muted)' },
})
