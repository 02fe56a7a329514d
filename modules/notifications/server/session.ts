import { registerSessionPart } from '../../identity/server/index.ts'
import { countUnread } from './feed.queries.ts'
import { badgeMost } from './feed.service.ts'

/** What GET /auth/session and the app's first page say of messages: the badge stands there with the first paint. */
registerSessionPart('unread_count', (scope) => countUnread(scope, badgeMost))
