import { announce } from '../../../platform/events/index.ts'
import { browserName } from './browser-name.ts'
import type { By, Foundation } from './foundation.ts'
import { mailTo } from './letter.ts'
import { newDeviceMail } from './notice.mail.ts'
import { deviceFirstSeen } from './people.events.ts'
import { findAccount } from './user.queries.ts'

/** A browser that was not used before: recorded, and told to the person when they have another one. */
export async function noteNewDevice(
  by: By,
  foundation: Foundation,
  userId: number,
  device: { id: number; is_another: boolean },
): Promise<void> {
  await announce(by, deviceFirstSeen, {
    subject_id: userId,
    company_id: null,
    data: { device_id: device.id, is_another: device.is_another },
  })
  if (!device.is_another) return
  const account = await findAccount(by.tx, userId)
  if (!account) return
  const { browser, os } = browserName(by.origin.user_agent)
  const what = [browser, os].filter(Boolean).join(', ') || null
  const page = `${foundation.settings.portal_url}/account/security`
  await mailTo(by, account, newDeviceMail(what, by.origin.ip ?? '', page))
}
