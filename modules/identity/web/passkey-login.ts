import { useEffect, useEffectEvent, useState } from 'react'
import { api, problemOf } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { identityApi } from '../contract.ts'
import { askForPasskey, type PasskeyProof, passkeysWork, stopAsking } from './passkeys.ts'

interface Options {
  /** The portal can have passkeys at its address. */
  offered: boolean
  remember: boolean
  onDone: () => void
}

/** Signing in by passkey: by the button, and by the suggestions of the address field. */
export function usePasskeyLogin({ offered, remember, onDone }: Options) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const works = offered && passkeysWork()

  async function signIn(proof: PasskeyProof | null) {
    if (!proof) return
    await api(identityApi.passkeyLogin, { body: { ...proof, remember_me: remember } }, { quiet: true })
    onDone()
  }
  async function ask() {
    setBusy(true)
    setFailure(null)
    try {
      await stopAsking()
      await signIn(await askForPasskey())
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
    setBusy(false)
  }
  const suggest = useEffectEvent(async () => {
    try {
      await signIn(await askForPasskey({ autofill: true }))
    } catch (error) {
      const problem = problemOf(error)
      // A browser that cannot suggest says so by an error of its own; the button is still there.
      if (problem.code === 'invalid_passkey') setFailure(problemText(problem))
    }
  })
  useEffect(() => {
    if (!works) return
    void suggest()
    return () => void stopAsking()
  }, [works])
  return { works, busy, failure, ask }
}
