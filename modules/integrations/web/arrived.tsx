import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh, useApi } from '../../../platform/web/client/index.ts'
import { Dialog, ErrorState, Fact, Link, Loading, toast } from '../../../platform/web/ui/index.ts'
import { type InboundWebhook, integrationsApi } from '../contract.ts'
import { leavesOf } from './leaves.ts'
import { t } from './messages.ts'

interface Props {
  webhook: InboundWebhook
  deliveryId: number | null
  close: () => void
}

/** One call as it arrived; its values can be taken into the events that follow. */
export function ArrivedDialog({ webhook, deliveryId, close }: Props) {
  return (
    <Dialog opened={deliveryId !== null} onClose={close} title={t('inbound.call')} width={720}>
      {deliveryId !== null && <Arrived webhook={webhook} deliveryId={deliveryId} />}
    </Dialog>
  )
}

function Arrived({ webhook, deliveryId }: { webhook: InboundWebhook; deliveryId: number }) {
  const params = { inbound_webhook_id: webhook.id, inbound_delivery_id: deliveryId }
  const { data: one, error } = useApi(integrationsApi.readInboundDelivery, { params })
  if (error) return <ErrorState problem={error} />
  if (!one) return <Loading rows={6} />
  const leaves = leavesOf(one.content_type ?? '', one.body ?? '')
  return (
    <div className="mp-stack">
      {one.dedupe_key !== null && (
        <Fact label={t('webhooks.message_id')}>
          <code className="in-break">{one.dedupe_key}</code>
        </Fact>
      )}
      <pre className="in-pre">
        {Object.entries(one.headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
      </pre>
      <pre className="in-pre">{one.body ?? t('inbound.body_gone')}</pre>
      {one.event_id !== null && (
        <Link to={`/admin/audit?subject_type=inbound_webhook&subject_id=${webhook.id}`}>
          {t('inbound.to_event')}
        </Link>
      )}
      {leaves.length > 0 && (
        <section className="mp-stack" aria-labelledby="values">
          <h3 id="values" className="in-flush">
            {t('inbound.values')}
          </h3>
          <p className="mp-muted in-flush">{t('inbound.values_text')}</p>
          {leaves.map((leaf) => (
            <Leaf key={leaf.place} webhook={webhook} {...leaf} />
          ))}
        </section>
      )}
    </div>
  )
}

/** A value of a real call, and the field it becomes. */
function Leaf({ webhook, place, value }: { webhook: InboundWebhook; place: string; value: string }) {
  const taken = Object.entries(webhook.mapping).find(([, at]) => at === place)?.[0]
  const [name, setName] = useState(taken ?? nameFor(place))
  const [busy, setBusy] = useState(false)
  async function put(mapping: Record<string, string>) {
    setBusy(true)
    try {
      const params = { inbound_webhook_id: webhook.id }
      await api(integrationsApi.changeInboundWebhook, { params, body: { mapping, version: webhook.version } })
      await refresh(integrationsApi.readInboundWebhook)
    } catch (error) {
      toast.error(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const { [taken ?? '']: _, ...others } = webhook.mapping
  return (
    <div className="in-leaf">
      <span className="in-break">
        <code>{place}</code>
        <br />
        <span className="mp-muted">{value}</span>
      </span>
      <TextInput
        aria-label={t('inbound.field_name', { place })}
        value={name}
        disabled={taken !== undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {taken === undefined ? (
        <Button
          variant="default"
          loading={busy}
          onClick={() => void put({ ...webhook.mapping, [name]: place })}
        >
          {t('inbound.take')}
        </Button>
      ) : (
        <Button variant="default" loading={busy} onClick={() => void put(others)}>
          {t('inbound.leave')}
        </Button>
      )}
    </div>
  )
}

const nameFor = (place: string) =>
  (
    place
      .split('/')
      .filter((step) => !/^\d*$/.test(step))
      .at(-1) ?? 'value'
  )
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40) || 'value'
