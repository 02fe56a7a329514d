import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link, toast } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

const pauseSeconds = 30

interface CheckMailProps {
  text: string
  email: string
  /** Asks for the mail again; possible after 30 s. */
  resend: () => Promise<unknown>
}

/** "Check your mail": the same words for every address. */
export function CheckMail({ text, email, resend }: CheckMailProps) {
  const { left, start } = useCountdown(pauseSeconds)
  async function again() {
    start()
    await resend().then(
      () => toast.success(t('mail.sent_again')),
      () => undefined,
    )
  }
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('mail.title')}</h1>
      <p>{text}</p>
      <p>
        <strong>{email}</strong>
      </p>
      <p className="mp-muted mp-small">{t('mail.hint')}</p>
      <Button variant="default" fullWidth disabled={left > 0} onClick={() => void again()}>
        {left > 0 ? t('mail.again_in', { n: left }) : t('mail.again')}
      </Button>
      <Link to="/login">{t('mail.to_login')}</Link>
    </div>
  )
}

function useCountdown(seconds: number) {
  const [until, setUntil] = useState(() => Date.now() + seconds * 1000)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return {
    left: Math.max(0, Math.ceil((until - now) / 1000)),
    start: () => setUntil(Date.now() + seconds * 1000),
  }
}
