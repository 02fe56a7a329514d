import { useApi } from '../../../platform/web/client/index.ts'
import { Time } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

/** Live API keys of a person. */
export function UserKeys({ userId }: { userId: number }) {
  const answer = useApi(identityApi.listApiKeys, { query: { user_id: userId } })
  const keys = answer.data?.items ?? []
  if (keys.length === 0) return null
  return (
    <section className="mp-card" aria-labelledby="user-keys-heading">
      <h2 id="user-keys-heading">{t('keys.title')}</h2>
      <ul className="mp-lines">
        {keys.map((key) => (
          <li key={key.id} className="mp-line">
            <div>
              <div>{key.description}</div>
              <div className="mp-muted mp-small">
                <code>{key.preview}…</code> {key.scopes.join(', ')}
              </div>
            </div>
            <div className="mp-muted mp-small mp-line-actions">
              {t('keys.last_used')} <Time at={key.last_used_at} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
