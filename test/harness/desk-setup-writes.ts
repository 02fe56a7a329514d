import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

const some = () => crypto.randomUUID().slice(0, 8)

/** What sets up the desk; each write makes what it changes. */
export const writesOfDeskSetup = (cast: Cast): Record<string, Write> => ({
  'tickets.changeSettings': () =>
    cast.ada.patch('/api/tickets/settings', { reply_edit_minutes: 1 + Math.floor(Math.random() * 1_000) }),
  ...ofStatuses(cast),
  ...ofPriorities(cast),
  ...ofCategories(cast),
  ...ofTags(cast),
  ...ofPromises(cast),
  ...ofTexts(cast),
})

/** What tells nobody anything. */
export const silentDeskSetup: Record<string, string> = {
  'tickets.previewCalendar': 'a typing aid: stores nothing',
  'tickets.renderCannedReply': 'shows a text; that it was used is only counted',
}

function ofStatuses({ ada }: Cast): Record<string, Write> {
  const create = () => ada.post('/api/tickets/statuses', { key: `s_${some()}`, label: 'Else', kind: 'open' })
  const made = async () => `/api/tickets/statuses/${(await create()).body.key}`
  return {
    'tickets.createStatus': create,
    'tickets.changeStatus': async () => ada.patch(await made(), { label: 'Other', position: 1 }),
    'tickets.deleteStatus': async () => ada.delete(await made()),
  }
}

let rank = 50

function ofPriorities({ ada }: Cast): Record<string, Write> {
  const create = () =>
    ada.post('/api/tickets/priorities', { key: `p_${some()}`, label: 'Else', rank: ++rank })
  const made = async () => `/api/tickets/priorities/${(await create()).body.key}`
  return {
    'tickets.createPriority': create,
    'tickets.changePriority': async () => ada.patch(await made(), { label: 'Other' }),
    'tickets.deletePriority': async () => ada.delete(await made()),
  }
}

function ofCategories({ ada }: Cast): Record<string, Write> {
  const create = () => ada.post('/api/tickets/categories', { name: `Category ${some()}` })
  const made = async () => `/api/tickets/categories/${(await create()).body.id}`
  return {
    'tickets.createCategory': create,
    'tickets.changeCategory': async () => ada.patch(await made(), { is_public: false, position: 1 }),
    'tickets.deleteCategory': async () => ada.delete(await made()),
  }
}

function ofTags({ ada }: Cast): Record<string, Write> {
  const create = () => ada.post('/api/tickets/tags', { slug: `tag-${some()}` })
  const made = async () => `/api/tickets/tags/${(await create()).body.id}`
  return {
    'tickets.createTag': create,
    'tickets.changeTag': async () => ada.patch(await made(), { slug: `else-${some()}` }),
    'tickets.deleteTag': async () => ada.delete(await made()),
  }
}

function ofPromises({ ada }: Cast): Record<string, Write> {
  const calendar = () => ada.post('/api/tickets/calendars', { name: some(), time_zone: 'Europe/Berlin' })
  const policy = async () =>
    ada.post('/api/tickets/sla-policies', { name: some(), calendar_id: (await calendar()).body.id })
  const hours = async () => `/api/tickets/calendars/${(await calendar()).body.id}`
  const promise = async () => `/api/tickets/sla-policies/${(await policy()).body.id}`
  return {
    'tickets.createCalendar': calendar,
    'tickets.changeCalendar': async () => ada.patch(await hours(), { time_zone: 'UTC' }),
    'tickets.deleteCalendar': async () => ada.delete(await hours()),
    'tickets.createSlaPolicy': policy,
    'tickets.changeSlaPolicy': async () => ada.patch(await promise(), { name: some() }),
    'tickets.deleteSlaPolicy': async () => ada.delete(await promise()),
  }
}

function ofTexts({ tess }: Cast): Record<string, Write> {
  const create = () =>
    tess.post('/api/tickets/canned-replies', { title: 'Hi', shortcut: some(), body: 'Hello' })
  const made = async () => `/api/tickets/canned-replies/${(await create()).body.id}`
  return {
    'tickets.createCannedReply': create,
    'tickets.changeCannedReply': async () => tess.patch(await made(), { title: 'Else' }),
    'tickets.deleteCannedReply': async () => tess.delete(await made()),
  }
}
