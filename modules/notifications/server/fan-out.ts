import type { Scope } from '../../../platform/database/index.ts'

export async function deliverToMany(
  _scope: Scope,
  _what: { notification_id: number; channels: readonly ('email' | 'sms')[] },
): Promise<void> {}
