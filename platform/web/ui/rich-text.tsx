import { useMemo } from 'react'

/** HTML that the server has sanitised; the only place of the app that draws HTML. Outside links get no opener. */
export function RichText({ html }: { html: string }) {
  const safe = useMemo(() => withSafeLinks(html), [html])
  return <div className="mp-rich" dangerouslySetInnerHTML={{ __html: safe }} />
}

/** A detached document: nothing in it loads or runs while links are rewritten. */
function withSafeLinks(html: string): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  for (const link of parsed.querySelectorAll('a[href]')) {
    if (new URL(link.getAttribute('href') ?? '', location.href).origin === location.origin) continue
    link.setAttribute('rel', 'noopener noreferrer nofollow ugc')
    link.setAttribute('target', '_blank')
  }
  for (const table of parsed.querySelectorAll('table, pre')) table.setAttribute('tabindex', '0')
  return parsed.body.innerHTML
}
