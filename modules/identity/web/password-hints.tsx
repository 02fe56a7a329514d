import { useEffect, useState } from 'react'
import { api } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import { useForm } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

interface Verdict {
  ok: boolean
  reasons: string[]
}

interface PasswordHintsProps {
  email?: string
  minLength?: number
  /** The field that holds it. */
  name?: string
}

/** What would still be wrong with the password of the form; asks the server 600 ms after the last key. */
export function PasswordHints({ email, minLength = 12, name = 'password' }: PasswordHintsProps) {
  const { values } = useForm()
  const password = String(values[name] ?? '')
  const address = email ?? String(values.email ?? '')
  const names = [values.first_name, values.last_name, values.company_name]
    .filter((name) => !!name)
    .map(String)
  const asked = JSON.stringify({ password, email: address, names })
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  useEffect(() => {
    const body = JSON.parse(asked) as { password: string; email: string; names: string[] }
    setVerdict(null)
    if (body.password.length < minLength) return
    const gone = new AbortController()
    const timer = setTimeout(() => {
      api(identityApi.checkPassword, { body }, { quiet: true, signal: gone.signal }).then(
        setVerdict,
        () => undefined,
      )
    }, 600)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [asked, minLength])
  return (
    <p className="mp-small" role="status" data-ok={verdict?.ok || undefined}>
      {verdict ? textOf(verdict) : <span className="mp-muted">{t('password.hint', { n: minLength })}</span>}
    </p>
  )
}

function textOf({ ok, reasons }: Verdict) {
  if (ok) return <span className="mp-good-text">{t('password.good')}</span>
  const texts = reasons.map((reason) =>
    hasText(`password.reason.${reason}`) ? translateAny(`password.reason.${reason}`) : reason,
  )
  return <span className="mp-error-text">{texts.join(' ')}</span>
}
