import { useLayoutEffect, useRef } from 'react'
import { remotePicture } from '../../contract/remote-picture.ts'
import { boot } from '../client/index.ts'
import { t } from '../messages/index.ts'

/** HTML that the server has sanitised; the only place of the app that draws HTML. Outside links get no opener. */
export function RichText({ html }: { html: string }) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    box.current?.replaceChildren(...nodesOf(html))
  }, [html])
  return <div ref={box} className="mp-rich" />
}

/** Read in a detached document: nothing loads or runs while links are rewritten. */
function nodesOf(html: string): ChildNode[] {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const link of body.querySelectorAll('a[href]')) {
    if (new URL(link.getAttribute('href') ?? '', location.href).origin === location.origin) continue
    link.setAttribute('rel', 'noopener noreferrer nofollow ugc')
    link.setAttribute('target', '_blank')
    sayPicture(link)
  }
  for (const picture of body.querySelectorAll('img')) frame(picture)
  // Wide parts scroll on their own, by keyboard too.
  for (const wide of body.querySelectorAll('table, pre')) wide.setAttribute('tabindex', '0')
  return [...body.childNodes]
}

/** A link in place of a picture from elsewhere, in the reader's language. */
function sayPicture(link: Element): void {
  const [, before, host] = remotePicture.exec(link.textContent) ?? []
  if (host && link.childElementCount === 0) link.textContent = before + t('rich.remote_picture', { host })
}

/** A picture of ours, wherever the portal lives; it opens whole in a tab of its own. */
function frame(picture: HTMLImageElement): void {
  const address = picture.getAttribute('src') ?? ''
  const src = address.startsWith('/api/') ? boot.root_path + address : address
  picture.setAttribute('src', src)
  picture.setAttribute('loading', 'lazy')
  if (picture.closest('a')) return
  const link = picture.ownerDocument.createElement('a')
  link.href = src
  link.target = '_blank'
  link.rel = 'noopener'
  picture.replaceWith(link)
  link.append(picture)
}
