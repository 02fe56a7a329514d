import './permissions.ts'
import './event.words.ts'
import './export.words.ts'
import './stream.words.ts'

export { type HealthCheck, type HealthChecks, healthOf } from './health.ts'
export { type OperationsParts, operationsRoutes } from './operations.routes.ts'
export { readBranding } from './setup.service.ts'
