import { readFile, stat } from 'node:fs/promises'
import { escapeHtml, jsonForHtml } from './html.ts'

/** What differs from page load to page load. */
export interface PageFacts {
  nonce: string
  language: string
  scheme: 'light' | 'dark' | 'system'
  title: string
  root_path: string
  boot: unknown
}

/** The app's `index.html` with the facts of one page load written in. */
export function fillPage(template: string, facts: PageFacts): string {
  const scheme = facts.scheme === 'system' ? 'auto' : facts.scheme
  const opening = `<html lang="${escapeHtml(facts.language)}" data-mantine-color-scheme="${scheme}">`
  const manifest = `<link rel="manifest" href="${facts.root_path}/manifest.webmanifest" />`
  const boot = `<script type="application/json" id="boot">${jsonForHtml(facts.boot)}</script>`
  // Functions, since a text would have its `$` signs read as references.
  return template
    .replace(/<html[^>]*>/, () => opening)
    .replace(/(<meta name="style-nonce" content=")"/, (_, start: string) => `${start}${facts.nonce}"`)
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeHtml(facts.title)}</title>`)
    .replace(/\b(href|src)="\//g, (_, name: string) => `${name}="${facts.root_path}/`)
    .replace('<!--boot-->', () => `${manifest}\n    ${boot}`)
}

/** Reads a file once; with `reload`, again whenever it has changed. */
export function templateReader(path: string, reload: boolean): () => Promise<string> {
  let known: { text: string; changed: number } | null = null
  return async () => {
    if (known && !reload) return known.text
    const { mtimeMs } = await stat(path)
    if (known?.changed !== mtimeMs) known = { text: await readFile(path, 'utf8'), changed: mtimeMs }
    return known.text
  }
}
