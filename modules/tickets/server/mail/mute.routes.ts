import { escapeHtml, type Routes, sent } from '../../../../platform/http/index.ts'
import { portalName, type SmallPage, sendSmallPage } from '../../../notifications/server/index.ts'
import { ticketsApi } from '../../contract.ts'
import { numberOf } from '../ticket.settings.ts'
import { mute, readLink } from './mute.service.ts'

const en = {
  ask: (ticket: string) => `No more mail about ${ticket}?`,
  kept: 'The ticket goes on as before; you see everything in the portal.',
  yes: 'No more mail about this ticket',
  done: 'Done',
  silent: (ticket: string) => `No more mail about ${ticket}.`,
  loud: (ticket: string) => `You get mail about ${ticket} again.`,
  again: 'Mail me again',
}
const de: typeof en = {
  ask: (ticket) => `Keine Mails mehr zu ${ticket}?`,
  kept: 'Mit dem Ticket geht es weiter wie bisher; im Portal sehen Sie alles.',
  yes: 'Keine Mails mehr zu diesem Ticket',
  done: 'Erledigt',
  silent: (ticket) => `Keine Mails mehr zu ${ticket}.`,
  loud: (ticket) => `Sie bekommen wieder Mails zu ${ticket}.`,
  again: 'Wieder Mails bekommen',
}
const texts = { en, de }

/** Links in mails: opening one changes nothing, since mail scanners follow links. */
export function muteRoutes({ own }: Routes): void {
  own(ticketsApi.mutePage, async ({ enter, params, raw }) => {
    const page = await enter(
      async (scope): Promise<SmallPage> => {
        const link = await readLink(scope, params.token)
        const words = texts[link.locale]
        const content = `<h1>${escapeHtml(words.ask(nameOf(link)))}</h1><p>${words.kept}</p>
<form method="post"><button>${words.yes}</button></form>`
        return { language: link.locale, name: await portalName(scope), content }
      },
      { read_only: true },
    )
    sendSmallPage(raw.reply, page)
    return sent
  })
  own(ticketsApi.mute, async ({ enter, params, body, raw }) => {
    const done = await enter((scope) => mute(scope, params.token, body.again === undefined))
    if (!(raw.request.headers.accept ?? '').includes('text/html')) return done
    const page = await enter(
      async (scope): Promise<SmallPage> => {
        const link = await readLink(scope, params.token)
        const words = texts[link.locale]
        const said = done.is_muted ? words.silent(nameOf(link)) : words.loud(nameOf(link))
        const back = `<form method="post"><input type="hidden" name="again" value="1"><button>${words.again}</button></form>`
        const content = `<h1>${words.done}</h1><p>${escapeHtml(said)}</p>${done.is_muted ? back : ''}`
        return { language: link.locale, name: await portalName(scope), content }
      },
      { read_only: true },
    )
    sendSmallPage(raw.reply, page)
    return sent
  })
}

const nameOf = ({ ticket_id, subject }: { ticket_id: number; subject: string }) =>
  `${numberOf(ticket_id)} “${subject}”`
