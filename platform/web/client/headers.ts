import { boot } from './boot.ts'

/** Headers of every call: the CSRF token, the company of this tab, and JSON as the form of the answer. */
export function houseHeaders(): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' }
  const token = csrfToken()
  if (token) headers['x-csrf-token'] = token
  const company = boot.session?.company?.id ?? boot.session?.session.active_company_id
  if (company) headers['x-company'] = String(company)
  return headers
}

/** The cookie first: another tab may have signed in anew since this page was loaded. */
function csrfToken(): string | undefined {
  for (const part of document.cookie.split('; ')) {
    const at = part.indexOf('=')
    const name = part.slice(0, at)
    if (name === 'myportal_session_csrf' || name === '__Host-myportal_session_csrf') {
      return decodeURIComponent(part.slice(at + 1))
    }
  }
  return boot.session?.session.csrf_token
}
