import './operations.css'
import { useLocation } from '@tanstack/react-router'
import type { ComponentType, ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { ErrorState, Loading, Page, useGo } from '../../../platform/web/ui/index.ts'
import type { Setup } from '../contract.ts'
import { t } from './messages.ts'
import { SetupDone } from './setup-done.tsx'
import { StepList } from './step-list.tsx'
import { CompanyStep } from './steps/company.tsx'
import { CustomerStep } from './steps/customer.tsx'
import { LookStep } from './steps/look.tsx'
import { MailStep } from './steps/mail.tsx'
import { PeopleStep } from './steps/people.tsx'
import { PortalStep } from './steps/portal.tsx'
import type { StepProps } from './steps/step.tsx'
import { TicketStep } from './steps/ticket.tsx'
import type { Step } from './steps.ts'
import { isStep, markStep, nextOpen, progressOf, stepTitle, useSetup } from './steps.ts'

const parts: Record<Step, ComponentType<StepProps>> = {
  portal: PortalStep,
  company: CompanyStep,
  mail: MailStep,
  look: LookStep,
  customer: CustomerStep,
  people: PeopleStep,
  ticket: TicketStep,
}

/** The guided first run: one step at a time, each can be skipped, left and come back to. */
export default function SetupPage() {
  const { data: setup, error, refetch } = useSetup()
  return (
    <Page title={t('setup.title')} description={t('setup.text')}>
      {setup && <Guide setup={setup} />}
      {!setup && error && <ErrorState problem={error} retry={() => void refetch()} />}
      {!setup && !error && <Loading rows={7} height={40} />}
    </Page>
  )
}

function Guide({ setup }: { setup: Setup }) {
  const { search } = useLocation()
  const go = useGo()
  const wanted = (search as { step?: string }).step
  const current = isStep(wanted) ? wanted : (progressOf(setup).open[0] ?? null)

  async function leave(step: Step, state: 'done' | 'skipped') {
    const next = nextOpen(await markStep(step, state), step)
    return next ? `/admin/setup?step=${next}` : '/admin/setup'
  }
  const Part = current && parts[current]
  return (
    <div className="op-setup">
      <StepList setup={setup} current={current} />
      {current && Part ? (
        <StepCard key={current} step={current}>
          <Part setup={setup} leave={(state) => leave(current, state)} go={go} />
        </StepCard>
      ) : (
        <SetupDone setup={setup} />
      )}
    </div>
  )
}

function StepCard({ step, children }: { step: Step; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // The page does not change between steps, so its own focus rule does not see them.
    if (document.activeElement === document.body) heading.current?.focus()
  }, [])
  return (
    <section className="mp-card op-step-card" aria-labelledby="setup-step">
      <div>
        <h2 id="setup-step" ref={heading} tabIndex={-1}>
          {stepTitle(step)}
        </h2>
        <p className="mp-muted op-flush">{t(`setup.${step}_text`)}</p>
      </div>
      {children}
    </section>
  )
}
