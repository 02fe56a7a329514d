export type { CallOptions, RequestOf } from './api.ts'
export { api, csvUrlOf, urlOf } from './api.ts'
export type { Boot } from './boot.ts'
export { boot, hrefOf, styleNonce } from './boot.ts'
export { download } from './download.ts'
export { ApiProblem, problemOf } from './problem.ts'
export type { Prompt } from './prompts.ts'
export { promptState, showCompanyChanged, subscribePrompts } from './prompts.ts'
export { keyOf, queryClient, queryOf, refresh, useApi, useCall } from './query.ts'
export { randomKey } from './random-key.ts'
export {
  fullName,
  hasPermission,
  isProvider,
  useCompany,
  usePermission,
  useSession,
  useSignedIn,
} from './session.ts'
export type {
  Branding,
  Preferences,
  SessionAnswer,
  SessionCompany,
  SessionCompanyChoice,
  SessionUser,
} from './session-types.ts'
export type { UploadOptions } from './upload.ts'
export { upload } from './upload.ts'
