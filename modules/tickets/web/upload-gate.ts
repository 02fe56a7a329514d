import { useEffect, useRef, useState } from 'react'
import type { ContractFormState, Uploads } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** Sends a form only with all its files: waits for those on their way, and stops at one that failed. */
export function useUploadGate(inner: ContractFormState, uploads: Uploads) {
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState(false)
  const failed = uploads.files.filter((file) => file.state === 'failed').length
  const latest = useRef(inner)
  latest.current = inner
  const { busy } = uploads
  useEffect(() => {
    if (!waiting || busy) return
    setWaiting(false)
    if (failed === 0) void latest.current.submit()
    else setRefused(true)
  }, [waiting, busy, failed])

  async function submit() {
    setRefused(failed > 0)
    if (failed > 0) return
    if (busy) setWaiting(true)
    else await inner.submit()
  }
  const form = { ...inner, submit, busy: inner.busy || waiting }
  return { form, refusal: refused && failed > 0 ? t('ticket.file.some_failed', { n: failed }) : null }
}
