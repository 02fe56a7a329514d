import { useApi } from '../../../platform/web/client/index.ts'
import { Dialog, ErrorState, Fact, Loading, Time } from '../../../platform/web/ui/index.ts'
import type { ApiKey } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

/** What a key may do, from where, and from which addresses it was used. */
export function KeyDialog({ shown, onClose }: { shown: ApiKey | null; onClose: () => void }) {
  return (
    <Dialog opened={shown !== null} onClose={onClose} title={shown?.description ?? ''} width={620}>
      {shown && <Details id={shown.id} />}
    </Dialog>
  )
}

function Details({ id }: { id: number }) {
  const { data: key, error } = useApi(identityApi.readApiKey, { params: { api_key_id: id } })
  if (error) return <ErrorState problem={error} />
  if (!key) return <Loading rows={6} />
  return (
    <div className="mp-stack">
      <div className="mp-form-pair">
        <Fact label={t('keys.owner')}>{key.user.name || key.user.email}</Fact>
        <Fact label={t('keys.preview')}>
          <code>{key.preview}…</code>
        </Fact>
        <Fact label={t('keys.created_at')}>
          <Time at={key.created_at} />
        </Fact>
        <Fact label={t('keys.expires')}>
          <Time at={key.expires_at} />
        </Fact>
      </div>
      <Fact label={t('keys.scopes')}>
        {key.read_only ? `${t('keys.read_only')}: ` : ''}
        {key.scopes.join(', ')}
      </Fact>
      <Fact label={t('keys.allowed_ips')}>{key.allowed_ips.join(', ') || t('keys.everywhere')}</Fact>
      <Uses usage={key.usage} />
    </div>
  )
}

function Uses({ usage }: Pick<ApiKey, 'usage'>) {
  if (usage.length === 0) return <p className="mp-muted">{t('keys.never_used')}</p>
  return (
    <div className="mp-table-frame">
      <table className="mp-table mp-table-dense" aria-label={t('keys.usage')}>
        <thead>
          <tr>
            <th scope="col">{t('keys.address')}</th>
            <th scope="col" data-align="end">
              {t('keys.uses')}
            </th>
            <th scope="col">{t('keys.last_used')}</th>
          </tr>
        </thead>
        <tbody>
          {usage.map((one) => (
            <tr key={one.ip}>
              <td>
                <code>{one.ip}</code>
              </td>
              <td data-align="end">{one.usage_count}</td>
              <td>
                <Time at={one.last_used_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
