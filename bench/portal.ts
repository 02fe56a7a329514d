import { serve } from '../app/cli/serve.ts'
import { registerSessionPart } from '../modules/identity/server/index.ts'

/** The portal as it is served, but GET /auth/session has no parts of other modules (identity §9). */
for (const name of ['company', 'companies', 'permissions', 'second_factor', 'unread_count'])
  registerSessionPart(name, async () => undefined)
await serve()
