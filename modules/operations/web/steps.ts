import { api, refresh, useApi } from '../../../platform/web/client/index.ts'
import type { Setup } from '../contract.ts'
import { operationsApi, setupSteps } from '../contract.ts'
import { t } from './messages.ts'

export type Step = (typeof setupSteps)[number]
export { setupSteps }

export const useSetup = () => useApi(operationsApi.readSetup, {})

export const stepTitle = (step: Step): string => t(`setup.${step}`)

export const isStep = (name: unknown): name is Step => setupSteps.some((step) => step === name)

/** How far the checklist is: skipped steps count as dealt with. */
export function progressOf({ steps }: Setup) {
  const open = steps.filter(({ state }) => state === 'open').map(({ step }) => step)
  return { total: steps.length, dealt: steps.length - open.length, open }
}

/** The next open step after this one, from the top again at the end; null when none is open. */
export function nextOpen({ steps }: Setup, after: Step): Step | null {
  const at = steps.findIndex(({ step }) => step === after)
  const around = [...steps.slice(at + 1), ...steps.slice(0, at)]
  return around.find(({ state }) => state === 'open')?.step ?? null
}

/** Marks a step, and reads the checklist again. */
export async function markStep(step: Step, state: 'done' | 'skipped' | 'open'): Promise<Setup> {
  const setup = await api(operationsApi.changeSetup, { body: { step, state } })
  void refresh(operationsApi.readSetup)
  return setup
}
