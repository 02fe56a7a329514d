import { Button } from '@mantine/core'
import { boot } from '../../../platform/web/client/index.ts'
import { CopyButton } from '../../../platform/web/ui/index.ts'
import './factors.css'
import { t } from './messages.ts'

/** Recovery codes, shown this once: to copy, keep as a file, or print. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <div className="mp-stack">
      <p>{t('codes.text')}</p>
      <div className="mp-printed">
        <p className="mp-small mp-muted">
          {t('codes.file_title', { portal: boot.branding.name, email: boot.session?.user.email ?? '' })}
        </p>
        <ol className="mp-codes" aria-label={t('codes.title')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
      </div>
      <div className="mp-row">
        <CopyButton value={codes.join('\n')} label={t('codes.copy')} />
        <Button variant="default" onClick={() => download(codes)}>
          {t('codes.download')}
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          {t('codes.print')}
        </Button>
      </div>
      <div className="mp-dialog-actions">
        <Button onClick={onKept}>{t('codes.kept')}</Button>
      </div>
    </div>
  )
}

function download(codes: readonly string[]) {
  const title = t('codes.file_title', { portal: boot.branding.name, email: boot.session?.user.email ?? '' })
  const url = URL.createObjectURL(new Blob([`${title}\n\n${codes.join('\n')}\n`], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}
