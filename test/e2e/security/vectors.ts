import type { Ports } from './listeners'

/** Vectors that take the page away with them; run one by one. */
export const LEAVING = ['location-href', 'location-replace', 'form-top', 'meta-refresh', 'anchor-top'] as const

/** Runs in the page: the ways out, all at once. Resolves with the names tried once each had its time. */
export async function tryToGetOut({ ports, settleMs }: { ports: Ports; settleMs: number }): Promise<string[]> {
  const to = (name: string, extension = '') => `${ports.http}/hit/${name}${extension}`
  const add = <K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}) => {
    const element = document.createElement(tag)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    document.body.append(element)
    return element
  }
  const link = (name: string, rel: string, more: Record<string, string> = {}, extension = '') =>
    document.head.append(Object.assign(add('link', { rel, href: to(name, extension), ...more })))
  const css = (property: string, value: string) => add('div').style.setProperty(property, value)
  const sheet = (text: string) => {
    const style = document.createElement('style')
    style.append(text)
    document.head.append(style)
  }
  const svg = (tag: string, attributes: Record<string, string>) => {
    const namespace = 'http://www.w3.org/2000/svg'
    const picture = document.createElementNS(namespace, 'svg')
    const child = document.createElementNS(namespace, tag)
    for (const [key, value] of Object.entries(attributes)) child.setAttribute(key, value)
    picture.append(child)
    document.body.append(picture)
  }
  const peer = (server: RTCIceServer, policy: RTCIceTransportPolicy = 'all') => {
    const connection = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: policy })
    connection.createDataChannel('x')
    return connection.createOffer().then((offer) => connection.setLocalDescription(offer))
  }
  const turn = (port: number, transport: string): RTCIceServer => ({
    urls: `turn:127.0.0.1:${port}?transport=${transport}`,
    username: 'u',
    credential: 'c',
  })
  const click = (attributes: Record<string, string>) => add('a', attributes).click()
  const blobWorker = (code: string) => new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
  const sink = 'sink'
  add('iframe', { name: sink })

  const vectors: Record<string, () => unknown> = {
    fetch: () => fetch(to('fetch'), { mode: 'no-cors' }),
    'fetch-keepalive': () =>
      fetch(to('fetch-keepalive'), { mode: 'no-cors', keepalive: true, method: 'POST', body: 'x' }),
    xhr: () => {
      const request = new XMLHttpRequest()
      request.open('GET', to('xhr'))
      request.send()
    },
    beacon: () => navigator.sendBeacon(to('beacon'), 'x'),
    websocket: () => new WebSocket(to('websocket').replace('http', 'ws')),
    eventsource: () => new EventSource(to('eventsource')),
    webtransport: () => new WebTransport(`https://127.0.0.1:${ports.webtransport}/x`),
    stun: () => peer({ urls: `stun:127.0.0.1:${ports.stun}` }),
    'turn-udp': () => peer(turn(ports['turn-udp'], 'udp'), 'relay'),
    'turn-tcp': () => peer(turn(ports['turn-tcp'], 'tcp'), 'relay'),
    preconnect: () =>
      document.head.append(add('link', { rel: 'preconnect', href: `http://127.0.0.1:${ports.preconnect}` })),
    img: () => add('img', { src: to('img') }),
    'img-srcset': () => add('img', { srcset: `${to('img-srcset')} 1x` }),
    'picture-source': () => {
      const picture = add('picture')
      const source = document.createElement('source')
      source.srcset = to('picture-source')
      picture.append(source, document.createElement('img'))
    },
    'image-object': () => Object.assign(new Image(), { src: to('image-object') }),
    'input-image': () => add('input', { type: 'image', src: to('input-image') }),
    'body-background': () => document.body.setAttribute('background', to('body-background')),
    'svg-image': () => svg('image', { href: to('svg-image'), width: '9', height: '9' }),
    'svg-use': () => svg('use', { href: `${to('svg-use', '.svg')}#a` }),
    'svg-feimage': () => svg('feImage', { href: to('svg-feimage') }),
    'css-background': () => css('background-image', `url(${to('css-background')})`),
    'css-list-style': () => {
      css('list-style-image', `url(${to('css-list-style')})`)
      const last = document.body.lastElementChild
      if (last instanceof HTMLElement) last.style.display = 'list-item'
    },
    'css-border-image': () => {
      css('border-image', `url(${to('css-border-image')}) 1`)
      const last = document.body.lastElementChild
      if (last instanceof HTMLElement) last.style.borderStyle = 'solid'
    },
    'css-mask': () => css('mask-image', `url(${to('css-mask')})`),
    'css-content': () => css('content', `url(${to('css-content')})`),
    'css-cursor': () => css('cursor', `url(${to('css-cursor')}), auto`),
    'css-import': () => sheet(`@import url(${to('css-import', '.css')});`),
    'css-font': () => {
      sheet(`@font-face { font-family: out; src: url(${to('css-font')}) }`)
      Object.assign(add('p').style, { fontFamily: 'out' })
      document.body.lastElementChild?.append('text')
    },
    'font-face-object': () => new FontFace('away', `url(${to('font-face-object')})`).load(),
    'adopted-sheet': () => {
      const adopted = new CSSStyleSheet()
      adopted.replaceSync(`body::after { content: url(${to('adopted-sheet')}) }`)
      document.adoptedStyleSheets.push(adopted)
    },
    stylesheet: () => link('stylesheet', 'stylesheet', {}, '.css'),
    preload: () => link('preload', 'preload', { as: 'image' }),
    prefetch: () => link('prefetch', 'prefetch'),
    'dns-prefetch': () => link('dns-prefetch', 'dns-prefetch'),
    modulepreload: () => link('modulepreload', 'modulepreload', {}, '.js'),
    'link-icon': () => link('link-icon', 'icon'),
    'link-manifest': () => link('link-manifest', 'manifest'),
    'speculation-rules': () => {
      const rules = document.createElement('script')
      rules.type = 'speculationrules'
      rules.append(JSON.stringify({ prefetch: [{ urls: [to('speculation-rules')], eagerness: 'immediate' }] }))
      document.head.append(rules)
    },
    script: () => Object.assign(add('script'), { src: to('script', '.js') }),
    'script-module': () => Object.assign(add('script', { type: 'module' }), { src: to('script-module', '.js') }),
    'dynamic-import': () => import(/* @vite-ignore */ to('dynamic-import', '.js')),
    worker: () => blobWorker(`fetch(${JSON.stringify(to('worker'))}, { mode: 'no-cors' })`),
    'worker-import': () => blobWorker(`importScripts(${JSON.stringify(to('worker-import', '.js'))})`),
    'worker-own-origin': () => new Worker(`/worker.js?${encodeURIComponent(to('worker-own-origin'))}`),
    'shared-worker': () => new SharedWorker(`/worker.js?${encodeURIComponent(to('shared-worker'))}`),
    'service-worker': () => navigator.serviceWorker.register(`/worker.js?${encodeURIComponent(to('service-worker'))}`),
    worklet: () => {
      const Audio = AudioContext
      return new Audio().audioWorklet.addModule(to('worklet', '.js'))
    },
    iframe: () => add('iframe', { src: to('iframe', '.html') }),
    'iframe-srcdoc': () => Object.assign(add('iframe'), { srcdoc: `<img src="${to('iframe-srcdoc')}">` }),
    'iframe-location': () => window.frames[0]?.location.replace(to('iframe-location', '.html')),
    object: () => add('object', { data: to('object', '.html'), type: 'text/html' }),
    embed: () => add('embed', { src: to('embed', '.html'), type: 'text/html' }),
    video: () => add('video', { src: to('video'), preload: 'auto' }),
    'video-poster': () => add('video', { poster: to('video-poster') }),
    audio: () => add('audio', { src: to('audio'), preload: 'auto' }),
    track: () => {
      const video = add('video', { crossorigin: 'anonymous' })
      const track = document.createElement('track')
      Object.assign(track, { src: to('track'), default: true, kind: 'captions' })
      video.append(track)
      track.track.mode = 'showing'
    },
    'form-in-frame': () => {
      const form = add('form', { action: to('form-in-frame', '.html'), method: 'post', target: sink })
      form.submit()
    },
    'window-open': () => window.open(to('window-open', '.html')),
    'anchor-blank': () => click({ href: to('anchor-blank', '.html'), target: '_blank' }),
    'anchor-ping': () => click({ href: '#', ping: to('anchor-ping') }),
    'anchor-download': () => click({ href: to('anchor-download'), download: 'x' }),
    'html-string': () => document.body.insertAdjacentHTML('beforeend', `<img src="${to('html-string')}">`),
    'script-string': () => setTimeout(`fetch("${to('script-string')}", { mode: "no-cors" })`, 0),
  }
  const quietly = async (run: () => unknown) => {
    try {
      await run()
    } catch {}
  }
  for (const run of Object.values(vectors)) void quietly(run)
  await new Promise((done) => setTimeout(done, settleMs))
  return Object.keys(vectors)
}

/** Runs in the page: one way out that replaces it. */
export function leave({ ports, name }: { ports: Ports; name: (typeof LEAVING)[number] }): void {
  const url = `${ports.http}/hit/${name}.html`
  const ways: Record<typeof name, () => void> = {
    'location-href': () => {
      location.href = url
    },
    'location-replace': () => location.replace(url),
    'form-top': () => {
      const form = document.createElement('form')
      form.action = url
      document.body.append(form)
      form.submit()
    },
    'meta-refresh': () => {
      const meta = document.createElement('meta')
      Object.assign(meta, { httpEquiv: 'refresh', content: `0; url=${url}` })
      document.head.append(meta)
    },
    'anchor-top': () => {
      const anchor = document.createElement('a')
      anchor.href = url
      document.body.append(anchor)
      anchor.click()
    },
  }
  ways[name]()
}
