import { readSettings, type Scope, writeSetting } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { smsConfigured } from '../../../platform/sms/index.ts'
import type { SmsLimit } from '../contract/limits.ts'
import { countSms } from './delivery.queries.ts'
import { asHouse } from './house.ts'
import { smsLimitChanged } from './notification.events.ts'

const name = 'notifications.sms_daily_limit'
const usual = 200

/** How many SMS the whole portal sends from midnight to midnight (UTC). */
export async function smsDailyLimit({ tx }: Scope): Promise<number> {
  const set = (await readSettings(tx, 'notifications')).get(name)
  return typeof set === 'number' ? set : usual
}

export async function readSmsLimit(scope: Scope): Promise<SmsLimit> {
  const { day } = await asHouse(scope, (house) => countSms(house, null))
  return {
    sms_daily_limit: await smsDailyLimit(scope),
    sms_sent_today: day,
    sms_offered: smsConfigured(scope.tx.database),
  }
}

export async function setSmsLimit(scope: Scope, most: number): Promise<SmsLimit> {
  const from = await smsDailyLimit(scope)
  if (from !== most) {
    await writeSetting(scope.tx, name, most)
    const changes = [{ field: 'sms_daily_limit', from, to: most }]
    await announce(scope, smsLimitChanged, { subject_id: null, company_id: null, data: { changes } })
  }
  return readSmsLimit(scope)
}
