import type sanitizeHtml from 'sanitize-html'
import { remotePictureText } from '../../../platform/contract/remote-picture.ts'

const rel = 'noopener noreferrer nofollow ugc'
const content = (ticketId: number, attachmentId: number) =>
  `/api/tickets/${ticketId}/attachments/${attachmentId}/content`

const inMarkdown = /!\[([^\]\n]*)\]\(upload:(\d{1,15})\)/g
const inHtml = /(src\s*=\s*["'])upload:(\d{1,15})(?=["'])/gi

/** The uploads that a body shows in place, by their ids: `![alt](upload:12)`, or an image of that address in HTML. */
export function uploadsIn(body: string): number[] {
  const found = [...body.matchAll(inMarkdown), ...body.matchAll(inHtml)]
  return [...new Set(found.map(([, , id]) => Number(id)))]
}

/** The body with the addresses that its pictures have in this ticket; what was not attached leaves its words. */
export function placePictures(body: string, ticketId: number, placed: ReadonlyMap<number, number>): string {
  const at = (id: string) => {
    const attachmentId = placed.get(Number(id))
    return attachmentId === undefined ? null : content(ticketId, attachmentId)
  }
  return body
    .replace(inMarkdown, (_, alt: string, id: string) => {
      const address = at(id)
      return address === null ? alt : `![${alt}](${address})`
    })
    .replace(inHtml, (_, start: string, id: string) => start + (at(id) ?? ''))
}

/** Pictures of this ticket stay; those from elsewhere are links that say where they lead, all others go. */
export function pictureRules(rules: sanitizeHtml.IOptions, ticketId: number | null): sanitizeHtml.IOptions {
  return {
    ...rules,
    allowedTags: [...(rules.allowedTags || []), 'img'],
    allowedAttributes: { ...(rules.allowedAttributes || {}), img: ['src', 'alt'] },
    transformTags: {
      ...rules.transformTags,
      img: (_, attribs) => own(attribs, ticketId) ?? elsewhere(attribs),
    },
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src && !attribs.href,
  }
}

function own({ src = '', alt = '' }: sanitizeHtml.Attributes, ticketId: number | null) {
  const id = /^\/api\/tickets\/(\d{1,15})\/attachments\/(\d{1,15})\/content(?:\?inline=true)?$/.exec(
    src.trim(),
  )
  if (!id || ticketId === null || Number(id[1]) !== ticketId) return null
  const attribs = { src: `${content(ticketId, Number(id[2]))}?inline=true`, alt: alt.slice(0, 200) }
  return { tagName: 'img', attribs }
}

function elsewhere({ src = '', alt = '' }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const host = /^https?:\/\/([^/?#\s]+)/i.exec(src.trim())?.[1]
  if (!host) return { tagName: 'img', attribs: {}, text: '' }
  const name = alt.trim().slice(0, 100)
  return {
    tagName: 'a',
    attribs: { href: src.trim(), rel },
    text: `${name ? `${name}: ` : ''}${remotePictureText(host)}`,
  }
}
