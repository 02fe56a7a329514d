import { Field } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** The terms, where there are some, and what is done with one's data. */
export function TermsField({
  terms_url,
  privacy_url,
}: {
  terms_url: string | null
  privacy_url: string | null
}) {
  if (!terms_url && !privacy_url) return null
  const links = (
    <>
      {terms_url && (
        <a href={terms_url} target="_blank" rel="noopener noreferrer">
          {t('terms.read')}
        </a>
      )}
      {terms_url && privacy_url && ' · '}
      {privacy_url && (
        <a href={privacy_url} target="_blank" rel="noopener noreferrer">
          {t('terms.privacy')}
        </a>
      )}
    </>
  )
  if (!terms_url) return <p className="mp-small">{links}</p>
  return <Field name="terms_accepted" as="checkbox" label={t('terms.accept')} hint={links} />
}
