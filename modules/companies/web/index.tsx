import type { WebModule } from '../../../platform/web/module.ts'

/** What the shell draws for this module. */
export const web: WebModule = { name: 'companies' }
