import './companies.css'
import { useCompany } from '../../../platform/web/client/index.ts'
import { ErrorState, Loading, Page, Status } from '../../../platform/web/ui/index.ts'
import type { Role } from '../contract.ts'
import { Allowed } from './allowed.tsx'
import { t } from './messages.ts'
import { CompanyTabs } from './tabs.tsx'
import type { PermissionWords } from './words.ts'
import { roleText, useRoles } from './words.ts'

/** Every role and what it allows in words; the provider sees those of its customers too. */
export default function RolesPage() {
  const kind = useCompany()?.kind ?? 'customer'
  const { roles, allowed } = useRoles()
  const of = (wanted: string) => roles.data?.items.filter((role) => role.kind === wanted) ?? []
  return (
    <Page title={t('roles.title')} description={t('roles.text')}>
      <CompanyTabs />
      {roles.isPending && <Loading rows={8} />}
      {roles.error && <ErrorState problem={roles.error} retry={() => void roles.refetch()} />}
      {roles.data && kind === 'customer' && <RoleCards roles={of('customer')} allowed={allowed} />}
      {roles.data && kind === 'provider' && (
        <div className="mp-stack">
          <RoleCards title={t('roles.of_provider')} roles={of('provider')} allowed={allowed} />
          <RoleCards title={t('roles.of_customers')} roles={of('customer')} allowed={allowed} />
        </div>
      )}
    </Page>
  )
}

interface RoleCardsProps {
  title?: string
  roles: readonly Role[]
  allowed: (role: Role) => PermissionWords[]
}

function RoleCards({ title, roles, allowed }: RoleCardsProps) {
  const Name = title ? 'h3' : 'h2'
  return (
    <section className="mp-stack">
      {title && <h2>{title}</h2>}
      <div className="co-cards">
        {roles.map((role) => (
          <article key={role.id} className="mp-card mp-stack">
            <div>
              <div className="mp-row">
                <Name className="co-role-name">{role.name}</Name>
                {!role.is_system && <Status kind="info" label={t('roles.own')} />}
                {role.second_factor_required && <Status kind="info" label={t('matrix.two_factor')} />}
              </div>
              <p className="mp-muted co-flush">{roleText(role)}</p>
            </div>
            <Allowed parts={allowed(role)} />
          </article>
        ))}
      </div>
    </section>
  )
}
