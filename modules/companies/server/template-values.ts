import { readSettings, type Scope } from '../../../platform/database/index.ts'
import { namesOf } from '../../identity/server/index.ts'
import { elsewhere, reaches } from './elsewhere.ts'
import { selectOutsideIds, selectOwnMobile } from './template.queries.ts'

/** For whom and which company a text is rendered; never another one. */
export interface TemplateSubject {
  user_id: number | null
  company_id: number | null
}

/** Names with a common beginning, declared by the module that knows their values. */
export interface TemplateNamespace {
  /** `company`, as in `company.name`. */
  name: string
  variables: readonly { name: string; label: string; sample: string }[]
  /** Values by the part behind the dot; what is left out is empty. */
  values(scope: Scope, subject: TemplateSubject): Promise<Record<string, string | null>>
}

const namespaces = new Map<string, TemplateNamespace>()

/** Declares variables, when a module is loaded. A second namespace of that name stops the start. */
export function declareTemplateVariables(namespace: TemplateNamespace): void {
  const { name, variables } = namespace
  if (namespaces.has(name)) throw new Error(`Template variables of ${name} are declared twice`)
  for (const one of variables)
    if (!/^[A-Za-z]\w*$/.test(one.name) || one.name.endsWith('UrlEncoded'))
      throw new Error(`${name}.${one.name} cannot be the name of a template variable`)
  namespaces.set(name, namespace)
}

export const templateNamespaces = (): readonly TemplateNamespace[] => [...namespaces.values()]

/** All declared names with their values for this person and this company: what `renderTemplate` takes. */
export async function templateValues(
  scope: Scope,
  subject: TemplateSubject,
): Promise<Map<string, string | null>> {
  const values = new Map<string, string | null>()
  for (const namespace of namespaces.values()) {
    const own = await namespace.values(scope, subject)
    for (const { name } of namespace.variables) values.set(`${namespace.name}.${name}`, own[name] ?? null)
  }
  return values
}

declareTemplateVariables({
  name: 'user',
  variables: [
    { name: 'id', label: 'Number of the person', sample: '7' },
    { name: 'email', label: 'E-mail address', sample: 'bob@acme.example' },
    { name: 'firstName', label: 'First name', sample: 'Bob' },
    { name: 'lastName', label: 'Last name', sample: 'Builder' },
    { name: 'fullName', label: 'Full name', sample: 'Bob Builder' },
    { name: 'mobilePhone', label: 'Mobile phone of the directory', sample: '+61400000001' },
  ],
  async values(scope, { user_id, company_id }) {
    if (user_id === null) return {}
    const names = await namesOf(scope, user_id)
    const mobilePhone =
      company_id === null || !reaches(scope, company_id)
        ? null
        : await elsewhere(scope, company_id, (there) => selectOwnMobile(there, company_id, user_id))
    return {
      id: String(user_id),
      email: names?.email ?? null,
      firstName: names?.first_name ?? null,
      lastName: names?.last_name ?? null,
      fullName: names ? `${names.first_name} ${names.last_name}`.trim() : null,
      mobilePhone,
    }
  },
})

declareTemplateVariables({
  name: 'company',
  variables: [
    { name: 'id', label: 'Number of the company', sample: '4' },
    { name: 'name', label: 'Name of the company', sample: 'Acme' },
    { name: 'syncroId', label: 'Id in Syncro', sample: '81523' },
    { name: 'xeroId', label: 'Id in Xero', sample: 'b3c1-77' },
  ],
  async values(scope, { company_id }) {
    if (company_id === null || !reaches(scope, company_id)) return {}
    // Members have no grant on the outside ids; a text that the provider wrote may carry their own company's.
    const ids = await elsewhere(scope, company_id, (there) => selectOutsideIds(there, company_id))
    return {
      id: String(company_id),
      name: ids?.name ?? null,
      syncroId: ids?.syncro_id ?? null,
      xeroId: ids?.xero_id ?? null,
    }
  },
})

const portal = { base_url: '' }

/** Says where this portal is, for all texts of this process. */
export function openTemplates({ portal_url }: { portal_url: string }): void {
  portal.base_url = portal_url
}

declareTemplateVariables({
  name: 'portal',
  variables: [
    { name: 'name', label: 'Name of the portal', sample: 'MyPortal' },
    { name: 'baseUrl', label: 'Address of the portal', sample: 'https://portal.example.com' },
    { name: 'loginUrl', label: 'Address of the sign-in page', sample: 'https://portal.example.com/login' },
  ],
  async values(scope) {
    const name = (await readSettings(scope.tx, 'branding')).get('branding.name')
    return {
      name: typeof name === 'string' && name !== '' ? name : 'MyPortal',
      baseUrl: portal.base_url,
      loginUrl: `${portal.base_url}/login`,
    }
  },
})
