import { z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

const nothing = { data: z.object({}), sample: {} }
const about = (type: string, subject: string, label: string) =>
  ({ type, subject, audience: 'provider', label, ...nothing }) as const

export const exportRequested = defineEvent(
  about('personal_export.requested', 'user', 'Copy of own data asked for'),
)
export const exportReady = defineEvent(about('personal_export.ready', 'user', 'Copy of own data ready'))
export const exportDownloaded = defineEvent(
  about('personal_export.downloaded', 'user', 'Copy of own data downloaded'),
)
export const erasureRequested = defineEvent(about('user.erasure_requested', 'user', 'Erasure asked for'))
export const erasureCancelled = defineEvent(about('user.erasure_cancelled', 'user', 'Erasure cancelled'))
export const userErased = defineEvent(about('user.erased', 'user', 'Person erased'))
