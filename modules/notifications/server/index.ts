import './notification.permissions.ts'
import './personal.queries.ts'
import './live.ts'
import './consumer.ts'
import './effects.queries.ts'
import './event.words.ts'
import './mail-end.ts'
import './retention.queries.ts'
import './session.ts'
import './types/company.types.ts'
import './types/export.types.ts'
import './types/security.types.ts'
import './types/staff.types.ts'
import './types/staff-import.types.ts'
import './types/system.types.ts'

export {
  type Composed,
  declareNotificationType,
  type NotificationType,
  notificationTypes,
  type Recipient,
  type Telling,
  type ToCompose,
} from './catalogue.ts'
export { asHouse } from './house.ts'
export { watchMailOf } from './mail-end.ts'
export { countMailed, deliveriesAbout, type MailedPart, mailedBefore } from './mailed.queries.ts'
export { notificationsRoutes } from './notification.routes.ts'
export { selectHolders as holdersOf } from './people.queries.ts'
export { openNotifications, portalName, portalOf } from './portal.ts'
export { selectChoosers as whoChose } from './preference.queries.ts'
export { type SmallPage, sendSmallPage } from './small-page.ts'
export { type Fact, tell } from './tell.ts'
