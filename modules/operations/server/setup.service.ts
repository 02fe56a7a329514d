import type { Scope } from '../../../platform/database/index.ts'
import type { Json } from '../../../platform/database/tables.ts'
import { announce } from '../../../platform/events/index.ts'
import { factsOfSetup } from '../../companies/server/index.ts'
import { hasTickets } from '../../tickets/server/index.ts'
import { type Branding, type Setup, setupSteps } from '../contract.ts'
import { brandingUpdated, setupChanged } from './operations.events.ts'
import { selectSettings, upsertSetting } from './setup.queries.ts'

export interface SetupFacts {
  portal_url: string
  smtp_configured: boolean
}

type Step = (typeof setupSteps)[number]
type StepState = 'open' | 'done' | 'skipped'

/** The checklist: a step is done when it was marked or when the facts say so. */
export async function readSetup(scope: Scope, facts: SetupFacts): Promise<Setup> {
  const settings = await selectSettings(scope, 'setup')
  const proven = await provenSteps(scope, facts)
  const marked = (settings.get('setup.steps') ?? {}) as Record<string, StepState>
  const steps = setupSteps.map((step) => ({
    step,
    state: proven.has(step) ? ('done' as const) : (marked[step] ?? 'open'),
  }))

  return {
    dismissed: settings.get('setup.dismissed') === true,
    complete: steps.every(({ state }) => state !== 'open'),
    steps,
    ...facts,
  }
}

async function provenSteps(scope: Scope, facts: SetupFacts): Promise<Set<Step>> {
  const { customers, members } = await factsOfSetup(scope)
  const opened = await hasTickets(scope)
  const proven: [Step, boolean][] = [
    ['mail', facts.smtp_configured],
    ['customer', customers > 0],
    ['people', members > 1],
    ['ticket', opened],
  ]
  return new Set(proven.filter(([, holds]) => holds).map(([step]) => step))
}

/** Marks a step or puts the checklist away; the same again changes nothing. */
export async function changeSetup(
  scope: Scope,
  facts: SetupFacts,
  change: { step?: Step | undefined; state?: StepState | undefined; dismissed?: boolean | undefined },
): Promise<Setup> {
  const before = await selectSettings(scope, 'setup')
  const marked = (before.get('setup.steps') ?? {}) as Record<string, StepState>
  if (change.step && change.state && marked[change.step] !== change.state) {
    await upsertSetting(scope, 'setup.steps', { ...marked, [change.step]: change.state })
    await announce(scope, setupChanged, {
      subject_id: null,
      company_id: null,
      data: { step: change.step, state: change.state },
    })
  }
  if (change.dismissed !== undefined && before.get('setup.dismissed') !== change.dismissed) {
    await upsertSetting(scope, 'setup.dismissed', change.dismissed)
    await announce(scope, setupChanged, {
      subject_id: null,
      company_id: null,
      data: { dismissed: change.dismissed },
    })
  }
  return readSetup(scope, facts)
}

const unbranded: Branding = { name: 'MyPortal', support_email: null, support_url: null, primary_color: null }

export async function readBranding(scope: Scope): Promise<Branding> {
  const settings = await selectSettings(scope, 'branding')
  const named = [...settings].map(([name, value]) => [name.slice('branding.'.length), value])
  return { ...unbranded, ...Object.fromEntries(named) }
}

export async function changeBranding(
  scope: Scope,
  change: { [Key in keyof Branding]?: Branding[Key] | undefined },
): Promise<Branding> {
  const before = await readBranding(scope)
  const changes = Object.entries(change).filter(
    ([name, value]) => value !== undefined && before[name as keyof Branding] !== value,
  )
  for (const [name, value] of changes) await upsertSetting(scope, `branding.${name}`, value as Json)
  if (changes.length > 0) {
    await announce(scope, brandingUpdated, {
      subject_id: null,
      company_id: null,
      data: { changes: changes.map(([field, to]) => ({ field, from: before[field as keyof Branding], to })) },
    })
  }
  return readBranding(scope)
}
