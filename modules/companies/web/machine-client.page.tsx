import './companies.css'
import { useParams } from '@tanstack/react-router'
import { boot, useApi } from '../../../platform/web/client/index.ts'
import { CopyButton, ErrorState, Fact, Loading, Page, Region, Time } from '../../../platform/web/ui/index.ts'
import type { MachineClient } from '../../identity/contract.ts'
import { identityApi } from '../../identity/contract.ts'
import { ClientActions } from './client-actions.tsx'
import { ClientGrantsCard } from './client-grants.tsx'
import { ClientSecrets } from './client-secrets.tsx'
import { ClientState } from './machine-clients.page.tsx'
import { t } from './messages.ts'

/** One machine client: secrets, rights, how to use it. */
export default function MachineClientPage() {
  const { machine_client_id } = useParams({ strict: false }) as { machine_client_id: string }
  const params = { machine_client_id: Number(machine_client_id) }
  const { data: client, error, refetch } = useApi(identityApi.readMachineClient, { params })
  if (error) return <ErrorState problem={error} retry={() => void refetch()} />
  if (!client) return <Loading rows={8} />
  return (
    <Page
      title={client.name}
      description={client.description || t('machines.one')}
      actions={<ClientActions client={client} />}
      facts={<Facts client={client} />}
    >
      <div className="mp-stack">
        <Region>
          <ClientSecrets client={client} />
        </Region>
        <Region>
          <ClientGrantsCard clientId={client.id} />
        </Region>
        <Example client={client} />
      </div>
    </Page>
  )
}

function Facts({ client }: { client: MachineClient }) {
  return (
    <>
      <Fact label={t('machines.state')}>
        <ClientState client={client} />
      </Fact>
      <Fact label={t('machines.client_id')}>
        <code>{client.client_id}</code> <CopyButton value={client.client_id} compact />
      </Fact>
      <Fact label={t('machines.audiences')}>{client.audiences.join(', ') || t('machines.audience_own')}</Fact>
      <Fact label={t('machines.tokens')}>{client.tokens_issued}</Fact>
      <Fact label={t('machines.last_used')}>
        <Time at={client.last_used_at} />
      </Fact>
      <Fact label={t('machines.not_before')}>
        <Time at={client.not_before} />
      </Fact>
    </>
  )
}

/** Three lines that work anywhere, and where the rest is found. */
function Example({ client }: { client: MachineClient }) {
  const root = location.origin + boot.root_path
  const text = [
    `curl -u '${client.client_id}:SECRET' \\`,
    '  -d grant_type=client_credentials \\',
    `  ${root}/auth/token`,
  ].join('\n')
  return (
    <section className="mp-card mp-stack" aria-labelledby="example">
      <div className="mp-row co-card-head">
        <h2 id="example" className="co-flush">
          {t('machines.example')}
        </h2>
        <CopyButton value={text} compact />
      </div>
      <pre className="mp-secret co-pre">{text}</pre>
      <p className="mp-muted co-flush">{t('machines.example_text')}</p>
      <ul className="co-links">
        {['oauth-authorization-server', 'jwks.json'].map((name) => (
          <li key={name}>
            <a href={`${root}/.well-known/${name}`}>{`${root}/.well-known/${name}`}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}
