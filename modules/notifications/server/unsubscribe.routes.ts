import type { Scope } from '../../../platform/database/index.ts'
import { escapeHtml, type Routes, sent } from '../../../platform/http/index.ts'
import { notificationsApi } from '../contract.ts'
import { portalName } from './portal.ts'
import { type SmallPage, sendSmallPage } from './small-page.ts'
import { readerLanguage, readLink, unsubscribe } from './unsubscribe.service.ts'

const en = {
  ask: (label: string) => `No more mail about “${label}”?`,
  kept: 'You still see these messages in the portal.',
  type: 'No more of these',
  all: 'No more mail at all',
  security: 'Mail about the security of your account cannot be switched off.',
  done: 'Done',
  doneType: (label: string) => `No more mail about “${label}”.`,
  doneAll: 'No more mail is sent to you.',
  back: 'You can change it at any time in your notification settings.',
}
const de: typeof en = {
  ask: (label) => `Keine Mails mehr zu „${label}“?`,
  kept: 'Im Portal sehen Sie diese Nachrichten weiterhin.',
  type: 'Keine dieser Art mehr',
  all: 'Gar keine Mails mehr',
  security: 'Mails zur Sicherheit Ihres Kontos lassen sich nicht abbestellen.',
  done: 'Erledigt',
  doneType: (label) => `Keine Mails mehr zu „${label}“.`,
  doneAll: 'Sie bekommen keine Mails mehr.',
  back: 'In Ihren Benachrichtigungseinstellungen können Sie das jederzeit ändern.',
}
const texts = { en, de }

/** Links in mails: opening one changes nothing, since mail scanners follow links. */
export function unsubscribeRoutes({ own }: Routes): void {
  own(notificationsApi.unsubscribePage, async ({ enter, params, raw }) => {
    sendSmallPage(raw.reply, await enter((scope) => askPage(scope, params.token), { read_only: true }))
    return sent
  })
  own(notificationsApi.unsubscribe, async ({ enter, params, body, raw }) => {
    const done = await enter((scope) => unsubscribe(scope, params.token, body.scope ?? 'type'))
    if (!(raw.request.headers.accept ?? '').includes('text/html')) return done
    const page = await enter((scope) => donePage(scope, params.token, done.scope), { read_only: true })
    sendSmallPage(raw.reply, page)
    return sent
  })
}

async function askPage(scope: Scope, token: string): Promise<SmallPage> {
  const { words, label, ...page } = await frame(scope, token)
  const content = `<h1>${escapeHtml(words.ask(label))}</h1><p>${words.kept}</p>
<form method="post"><input type="hidden" name="scope" value="type"><button>${words.type}</button></form>
<form method="post"><input type="hidden" name="scope" value="all"><button>${words.all}</button></form>
<p>${words.security}</p>`
  return { ...page, content }
}

async function donePage(scope: Scope, token: string, only: 'type' | 'all'): Promise<SmallPage> {
  const { words, label, ...page } = await frame(scope, token)
  const what = only === 'all' ? words.doneAll : words.doneType(label)
  return { ...page, content: `<h1>${words.done}</h1><p>${escapeHtml(what)}</p><p>${words.back}</p>` }
}

/** In the language of whoever got the mail. */
async function frame(scope: Scope, token: string) {
  const link = readLink(scope, token)
  const language = await readerLanguage(scope, link)
  const label = link.labels[language]
  return { language, label, words: texts[language], name: await portalName(scope) }
}
