import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { escapeHtml } from '../../../platform/http/index.ts'

/** A page that a link in a mail opens, for people who are not signed in: our words, and a button or two. */
export interface SmallPage {
  language: 'en' | 'de'
  /** What the portal calls itself. */
  name: string
  /** HTML of the house; what others wrote is escaped in it. */
  content: string
}

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;padding:24px 16px;background:light-dark(#f4f5f7,#16181d);color:light-dark(#1c1f24,#e6e8eb)}
main{max-width:440px;margin:8vh auto 0;padding:24px;border:1px solid light-dark(#dfe2e7,#2d3139);border-radius:12px;
background:light-dark(#fff,#1e2127)}
h1{margin:0 0 12px;font-size:1.25rem;line-height:1.3;overflow-wrap:anywhere}
p{margin:0 0 16px;color:light-dark(#5b626d,#a4abb6)}
p:last-child{margin-bottom:0}
.name{margin-bottom:16px;font-weight:600;color:inherit}
button{width:100%;min-height:44px;margin-bottom:12px;padding:8px 16px;border:1px solid light-dark(#c7ccd4,#434954);
border-radius:8px;background:none;color:inherit;font:inherit;font-weight:600;cursor:pointer}
form:first-of-type button{border-color:transparent;background:light-dark(#1f5fd0,#2f6fe0);color:#fff}
button:focus-visible{outline:3px solid light-dark(#1f5fd0,#8ab4ff);outline-offset:2px}`

const hash = createHash('sha256').update(style).digest('base64')
const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`

/** Sends it: nothing is fetched, nothing runs, nothing is kept. */
export function sendSmallPage(reply: FastifyReply, { language, name, content }: SmallPage): void {
  reply
    .code(200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy)
    .send(`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(name)}</title><style>${style}</style></head>
<body><main><p class="name">${escapeHtml(name)}</p>${content}</main></body></html>
`)
}
