import './permissions.ts'
import './account.ts'
import './audit.live.ts'
import './audit.subjects.ts'
import './event.words.ts'
import './live.ts'
import './own-counts.ts'
import './session.ts'
import './invitation-due.ts'
import './signed-in.ts'
import './leaving-soon.ts'
import './offboard-due.ts'
import './search.sources.ts'
import './staff-counts.ts'
import './staff.live.ts'
import './staff.permissions.ts'
import './staff.personal.ts'
import './staff-retention.queries.ts'

export { listActiveCustomers } from './active.queries.ts'
export { eventsInWords } from './audit.service.ts'
export type { Belonging } from './belonging.queries.ts'
export { companiesRoutes } from './company.routes.ts'
export { type CompanyFound, companyName, requireOpenCompany } from './company.service.ts'
export { contactsOf } from './contact.service.ts'
export { countCorrections, countsLag } from './count.service.ts'
export {
  type CountDefinition,
  countLimit,
  declareCount,
  declareOwnNumber,
  type OwnNumber,
} from './count-registry.ts'
export { factsOfSetup } from './dashboard.ts'
export { type GateOptions, openGate } from './gate.ts'
export {
  type CompanyLooked,
  lookUpCompanies,
  lookUpPeople,
  type PersonLooked,
} from './import-lookup.queries.ts'
export { staffInWords } from './leaving-soon.ts'
export type { Assignable } from './people.queries.ts'
export { activeMembers, belongingTo, listAssignable } from './people.service.ts'
export { prepareCompanies } from './registry.ts'
export { may } from './rights.ts'
export { rolesHolding } from './role.service.ts'
export {
  asCompany,
  type DeskWork,
  type HouseWork,
  houseScope,
  inDeskScope,
  inHouseScope,
  openingOf,
} from './scope.ts'
export { type StaffAddress, staffAddresses } from './staff-address.queries.ts'
export { importAskedBy as staffImportAskedBy } from './staff-import.queries.ts'
export { addOutsidePeople, type OutsidePerson } from './staff-outside.service.ts'
export { openStaffWork, type StaffWork } from './staff-work.ts'
export { type Rendered, renderTemplate, type TemplateContext, type TemplateValues } from './template.ts'
export {
  declareTemplateVariables,
  type TemplateNamespace,
  type TemplateSubject,
  templateValues,
} from './template-values.ts'
