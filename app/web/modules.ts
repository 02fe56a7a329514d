import { web as companies } from '../../modules/companies/web/index.tsx'
import { web as identity } from '../../modules/identity/web/index.tsx'
import { web as integrations } from '../../modules/integrations/web/index.tsx'
import { web as notifications } from '../../modules/notifications/web/index.tsx'
import { web as operations } from '../../modules/operations/web/index.tsx'
import { web as tickets } from '../../modules/tickets/web/index.tsx'
import { hasPermission } from '../../platform/web/client/index.ts'
import type { May, WebModule } from '../../platform/web/module.ts'

/** Every module of the web app; the shell draws what they register. */
export const modules: readonly WebModule[] = [
  identity,
  companies,
  notifications,
  tickets,
  integrations,
  operations,
]

/** May the signed-in person see this entry? */
export function allowed({ may }: { may?: May }): boolean {
  if (may === undefined) return true
  return typeof may === 'string' ? hasPermission(may) : may()
}

/** All entries of one kind that this person may see. */
export function entries<T extends { may?: May }>(of: (module: WebModule) => readonly T[] | undefined): T[] {
  return modules.flatMap((module) => of(module) ?? []).filter(allowed)
}
