import './people.css'
import { Page, toast } from '../../../platform/web/ui/index.ts'
import { AccountTabs } from './account-tabs.tsx'
import { t } from './messages.ts'
import { PasswordForm } from './password-form.tsx'
import { SecondFactors } from './second-factors.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { SignInHistory } from './sign-in-history.tsx'

/** How one signs in: password, second factors, where one is signed in, and what happened. */
export default function SecurityPage() {
  return (
    <Page title={t('security.title')} description={t('security.text')} width="text">
      <AccountTabs />
      <div className="mp-stack">
        <section className="mp-card" aria-labelledby="password-heading">
          <h2 id="password-heading">{t('security.password')}</h2>
          <PasswordForm onDone={() => toast.success(t('password.changed'))} />
        </section>
        <SecondFactors />
        <SessionsCard />
        <SignInHistory />
      </div>
    </Page>
  )
}
