import { useEffect, useRef, useState } from 'react'
import type { ContractFormState, Uploads } from '../../../platform/web/ui/index.ts'

/** Files did not arrive: how many, and how to send without them. */
export interface Refusal {
  failed: number
  sendWithout: () => void
}

/** Sends a form only with all its files: waits for those on their way, and stops at one that failed, unless it goes without. */
export function useUploadGate(
  inner: ContractFormState,
  uploads: Uploads,
): { form: ContractFormState; refusal: Refusal | null } {
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState(false)
  const lost = uploads.files.filter((file) => file.state === 'failed')
  const failed = lost.length
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
  function sendWithout() {
    for (const { key } of lost) uploads.remove(key)
    setRefused(false)
    void inner.submit()
  }
  const form = { ...inner, submit, busy: inner.busy || waiting }
  return { form, refusal: refused && failed > 0 ? { failed, sendWithout } : null }
}
