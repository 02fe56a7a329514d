import { both } from '../../../platform/contract/endpoint.ts'
import { registerTopic } from '../../../platform/events/index.ts'

/** Says that there are newer entries, at most once a second, and not which. */
registerTopic({ noun: 'audit', subject: '*', access: both('audit.view'), inPart: () => true })
