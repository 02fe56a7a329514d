import type { Scope } from '../database/index.ts'

/** Something that an event caused, in another module's words. */
export interface Effect {
  /** `notification`, `automation_run`, `webhook_delivery` … */
  kind: string
  id: number | string
  label: string
  status: string | null
  path: string | null
  created_at: string
}

/** What a module keeps of the effects of an event. */
export interface EffectSource {
  name: string
  /** At most 50, newest first, as far as this scope may see them. */
  find(scope: Scope, eventId: number): Promise<Effect[]>
}

const sources = new Map<string, EffectSource>()

/** Registers what shows effects of events. A second one of the same name stops the start. */
export function registerEffects(source: EffectSource): void {
  if (sources.has(source.name)) throw new Error(`Effects ${source.name} are registered twice`)
  sources.set(source.name, source)
}

export const effectSources = (): readonly EffectSource[] => [...sources.values()]
