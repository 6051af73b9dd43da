import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import { Markdown } from '../../../renderer/ui/markdown'
import { linkHost, markdownBlocks } from '../../../renderer/ui/markdown-blocks'
import { TooltipProvider } from '../../../renderer/ui/tooltip'

const TEXT =
  '# Title\n\nFirst *one*.\n\n- a\n- b\n\n```ts\nconst a = 1\n\nconst b = 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |'

const render = (text: string, streaming = false) =>
  renderToStaticMarkup(
    <TooltipProvider>
      <Markdown text={text} streaming={streaming} />
    </TooltipProvider>,
  )

describe('Markdown', () => {
  beforeAll(() => {
    startI18n()
  })

  it('keeps all blocks but the last as they were while text streams in', () => {
    for (let end = 1; end < TEXT.length; end += 1) {
      const before = markdownBlocks(TEXT.slice(0, end), true)
      const after = markdownBlocks(TEXT.slice(0, end + 1), true)
      const settled = before.slice(0, -2)
      expect(after.slice(0, settled.length)).toEqual(settled)
    }
  })

  it('loses no text when it is cut into blocks', () => {
    const letters = (text: string) => text.replace(/\s/g, '')
    expect(letters(markdownBlocks(TEXT, false).join(''))).toBe(letters(TEXT))
  })

  it('closes marks that are still being written', () => {
    expect(render('A **bold', true)).toContain('<strong>bold</strong>')
    expect(render('A **bold', false)).toContain('**bold')
  })

  it('never turns HTML of the text into elements', () => {
    const html = render('<img src=x onerror=alert(1)> <script>alert(1)</script> <b onclick=x>b</b>')
    expect(html).not.toMatch(/<(img|script|b)\b/)
    expect(html).toContain('&lt;script&gt;')
  })

  it('never loads an image and names its host', () => {
    const html = render('![chart](https://evil.example/p.png?d=1)')
    expect(html).not.toContain('<img')
    expect(html).not.toContain('p.png')
    expect(html).toContain('evil.example')
  })

  it('makes links buttons that show where they lead', () => {
    const html = render('[the docs](https://docs.example/a) and <https://plain.example>')
    expect(html).not.toContain('<a ')
    expect(html).not.toContain('href')
    expect(html.match(/role="link"/g)).toHaveLength(2)
    expect(html).toContain('docs.example')
  })

  it('leaves links that may not be opened as text', () => {
    const html = render('[run](javascript:alert(1)) [file](file:///etc/passwd) [app](patchbay://x) [rel](/x)')
    expect(html).not.toContain('role="link"')
    expect(html).toContain('run')
  })

  it('reads the host of web and mail addresses only', () => {
    expect(linkHost('https://a.example:8080/x')).toBe('a.example:8080')
    expect(linkHost('mailto:ann@b.example')).toBe('ann@b.example')
    expect(linkHost('https://')).toBeNull()
    expect(linkHost('data:text/html,x')).toBeNull()
  })
})
