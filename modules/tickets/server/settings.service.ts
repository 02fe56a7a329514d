import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid } from '../../../platform/contract/problems.ts'
import { type Scope, writeSetting } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { settingsApi } from '../contract/settings.ts'
import { ticketSettingsUpdated } from './settings.events.ts'
import { type DeskSettings, forgetSettings, settingsNow } from './ticket.settings.ts'

type Asked = Received<NonNullable<typeof settingsApi.changeSettings.body>>

/** How the desk works, as it is at this moment. */
export const readDesk = async (scope: Scope): Promise<DeskSettings> => (await settingsNow(scope)).settings

/** What is left out stays; what stays the same makes no event. */
export async function changeDesk(scope: Scope, asked: Asked): Promise<DeskSettings> {
  const { settings: before, former } = await settingsNow(scope)
  refuseTemplate(asked.reply_address_template)
  const changes = (Object.keys(asked) as (keyof DeskSettings)[])
    .filter((name) => asked[name] !== undefined && asked[name] !== before[name])
    .map((field) => ({ field, from: before[field], to: asked[field] ?? null }))
  if (changes.length === 0) return before

  for (const { field, to } of changes) await writeSetting(scope.tx, `tickets.${field}`, to)
  const { number_prefix } = asked
  if (number_prefix !== undefined && number_prefix !== before.number_prefix) {
    const earlier = new Set([before.number_prefix, ...former].filter((one) => one !== number_prefix))
    await writeSetting(scope.tx, 'tickets.former_prefixes', [...earlier].slice(0, 20))
  }
  forgetSettings(scope)
  await announce(scope, ticketSettingsUpdated, { subject_id: null, company_id: null, data: { changes } })
  return readDesk(scope)
}

/** An address with one place for what is signed, so that an answer finds its ticket. */
function refuseTemplate(template: string | null | undefined): void {
  if (template == null) return
  const [, ...more] = template.split('{token}')
  const filled = template.replace('{token}', 't1042.abcdefghijklmnop')
  if (more.length !== 1 || !/^[\w.+-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(filled))
    throw invalid('reply_address_template', 'bad_format', 'An address with {token} once, before the @.')
}
