import type { Scope } from '../../../platform/database/index.ts'
import { escapeHtml, type Routes, sent } from '../../../platform/http/index.ts'
import { notificationsApi } from '../contract.ts'
import { portalName } from './portal.ts'
import { readLink, unsubscribe } from './unsubscribe.service.ts'

/** Links in mails: opening one changes nothing, since mail scanners follow links. */
export function unsubscribeRoutes({ own }: Routes): void {
  own(notificationsApi.unsubscribePage, async ({ enter, params, raw }) => {
    const page = await enter((scope) => askPage(scope, params.token), { read_only: true })
    raw.reply.code(200).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
    return sent
  })
  own(notificationsApi.unsubscribe, async ({ enter, params, body, raw }) => {
    const done = await enter((scope) => unsubscribe(scope, params.token, body.scope ?? 'type'))
    if (!(raw.request.headers.accept ?? '').includes('text/html')) return done
    const page = await enter((scope) => donePage(scope, params.token, done.scope), { read_only: true })
    raw.reply.code(200).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
    return sent
  })
}

async function askPage(scope: Scope, token: string): Promise<string> {
  const { label } = readLink(scope, token)
  return page(
    await portalName(scope),
    `<h1>No more mail about “${escapeHtml(label)}”?</h1>
<p>You still see these messages in the portal.</p>
<form method="post"><input type="hidden" name="scope" value="type"><button>No more of these</button></form>
<form method="post"><input type="hidden" name="scope" value="all"><button>No more mail at all</button></form>
<p>Mail about the security of your account cannot be switched off.</p>`,
  )
}

async function donePage(scope: Scope, token: string, only: 'type' | 'all'): Promise<string> {
  const { label } = readLink(scope, token)
  const what = only === 'all' ? 'No more mail is sent to you.' : `No more mail about “${escapeHtml(label)}”.`
  return page(
    await portalName(scope),
    `<h1>Done</h1><p>${what}</p><p>You can change it at any time in your notification settings.</p>`,
  )
}

const page = (name: string, content: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(name)}</title></head><body><main>${content}</main></body></html>
`
