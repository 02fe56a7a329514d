import { Button } from '@mantine/core'
import { t } from './messages.ts'
import type { Refusal } from './upload-gate.ts'

/** Nothing was sent because files are missing; the text may go without them. */
export function UploadRefusal({ refusal }: { refusal: Refusal | null }) {
  if (!refusal) return null
  const { failed: n, sendWithout } = refusal
  return (
    <div className="tk-upload-refusal">
      <p role="alert" className="mp-error-text tk-flat">
        {t('ticket.file.some_failed', { n })}
      </p>
      <Button variant="default" size="compact-sm" onClick={sendWithout}>
        {t('ticket.file.send_without', { n })}
      </Button>
    </div>
  )
}
