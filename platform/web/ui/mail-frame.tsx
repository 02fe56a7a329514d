import '../styles/mail-frame.css'
import { useMemo, useRef, useState } from 'react'
import { styleNonce } from '../client/index.ts'

interface MailFrameProps {
  html: string
  /** What a screen reader calls it. */
  title: string
}

/** The HTML of a mail as a mail program draws it, on white: nothing of it runs, and nothing is fetched. */
export function MailFrame({ html, title }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(160)
  const page = useMemo(() => pageOf(html), [html])
  return (
    <iframe
      ref={frame}
      className="mp-mail"
      title={title}
      srcDoc={page}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      style={{ height }}
      onLoad={() => setHeight(heightOf(frame.current))}
    />
  )
}

const heightOf = (frame: HTMLIFrameElement | null) =>
  Math.min(Math.max(frame?.contentDocument?.body?.scrollHeight ?? 0, 80) + 2, 1_200)

const usual = `body{margin:0;padding:16px;font:15px/1.5 system-ui,sans-serif;color:#1c1f24;background:#fff;
overflow-wrap:anywhere}a{color:#1f5fd0}hr{border:0;border-top:1px solid #dfe2e7}h2{font-size:1.1em}`

/** Our policy lets no inline style pass: each becomes a rule of the one style element that carries the nonce. */
function pageOf(html: string): string {
  // Reading a style attribute is a violation already, so it goes by another name before it is read.
  const renamed = html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-style='))
  const mail = new DOMParser().parseFromString(renamed, 'text/html')
  const rules = [usual]
  for (const one of mail.querySelectorAll('style')) rules.push(one.textContent ?? '')
  for (const one of mail.querySelectorAll('script, style, iframe, object, embed, base, meta, link'))
    one.remove()
  for (const [at, one] of [...mail.querySelectorAll('[data-style]')].entries()) {
    rules.push(`[data-style="${at}"]{${one.getAttribute('data-style')}}`)
    one.setAttribute('data-style', String(at))
  }
  for (const link of mail.querySelectorAll('a[href]')) link.setAttribute('rel', 'noopener noreferrer')
  const style = rules.join('\n').replaceAll('<', '')
  return `<!doctype html><meta charset="utf-8"><base target="_blank"><style nonce="${styleNonce()}">${style}</style>${mail.body.innerHTML}`
}
