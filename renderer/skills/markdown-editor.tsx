import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { markdown } from '@codemirror/lang-markdown'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import { editorTheme, markdownLook } from './markdown-look'

const LONGEST = 50_000

/** The styles of the editor stand in a `<style>`; the policy lets it through with the nonce of this load. */
const nonce = () => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

type MarkdownEditorProps = { label: string; value: string; onChange: (value: string) => void }

/** CodeMirror 6. Tab moves on, so that the keyboard is never caught; the text is its own while it is open. */
export function MarkdownEditor({ label, value, onChange }: MarkdownEditorProps) {
  const holder = useRef<HTMLDivElement>(null)
  const changed = useEffectEvent((text: string) => onChange(text))
  const firstText = useEffectEvent(() => value)
  useEffect(() => {
    const parent = holder.current
    if (!parent) return
    const view = new EditorView({
      parent,
      state: EditorState.create({
        doc: firstText(),
        extensions: [
          EditorView.cspNonce.of(nonce()),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true' }),
          EditorView.lineWrapping,
          EditorState.changeFilter.of((change) => change.newDoc.length <= LONGEST),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString())
          }),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          markdown(),
          markdownLook,
          editorTheme,
        ],
      }),
    })
    return () => view.destroy()
  }, [label])
  return <div ref={holder} className="flex min-h-0 flex-1 flex-col" />
}
