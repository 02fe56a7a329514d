import './integrations.permissions.ts'
import './personal.queries.ts'
import './retention.queries.ts'
import './sending.task.ts'
import './webhook.consumer.ts'
import './webhook.notices.ts'

export { type House, openIntegrations } from './house.ts'
export { integrationsRoutes } from './integrations.routes.ts'
