import { useEffect, useRef, useState } from 'react'
import { api, problemOf } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { identityApi } from '../contract.ts'
import { takeFragment, useCleanAddress } from './fragment.ts'
import { t } from './messages.ts'
import { type Challenge, challengeOf } from './second-step.tsx'

const fragment = takeFragment(['link'])

interface MagicLinkProps {
  /** The mailbox is one factor; the account has a second one. */
  onStep: (step: Challenge) => void
  onDone: () => void
}

/** Signs in by the link of a mail, when the address holds one. */
export function MagicLink({ onStep, onDone }: MagicLinkProps) {
  useCleanAddress()
  const [failure, setFailure] = useState<string | null>(null)
  const [{ token }] = useState(fragment)
  const told = useRef({ onStep, onDone })
  useEffect(() => {
    if (!token) return
    api(identityApi.redeemMagicLink, { body: { token } }, { quiet: true }).then(
      () => told.current.onDone(),
      (error) => {
        const challenge = challengeOf(problemOf(error))
        if (challenge) told.current.onStep(challenge)
        else setFailure(problemText(problemOf(error)))
      },
    )
  }, [token])
  if (!token) return null
  return failure ? (
    <p role="alert" className="mp-error-text">
      {failure}
    </p>
  ) : (
    <p role="status">{t('login.link_trying')}</p>
  )
}
