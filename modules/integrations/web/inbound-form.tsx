import { useState } from 'react'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { Field, Picker, useForm } from '../../../platform/web/ui/index.ts'
import { findCompanies } from '../../companies/web/index.tsx'
import { type InboundWebhook, verifications } from '../contract.ts'
import { t } from './messages.ts'

/** What the fields hold at first. */
export const inboundValues = (webhook?: InboundWebhook) => ({
  name: webhook?.name ?? '',
  slug: webhook?.slug ?? '',
  company_id: webhook?.company_id ?? null,
  verification: webhook?.verification ?? 'none',
  signature_header: webhook?.signature_header ?? '',
  secret: '',
  allowed_networks: webhook?.allowed_networks.join('\n') ?? '',
  dedupe_header: webhook?.dedupe_header ?? '',
})

/** From the fields to what the contract takes. */
export function inboundBody(body: Record<string, unknown>): Record<string, unknown> {
  const networks = String(body.allowed_networks ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
  const { secret, ...rest } = body
  return { ...rest, allowed_networks: networks, ...(secret ? { secret } : {}) }
}

/** The fields of an inbound webhook, for a new one and for one that is changed. */
export function InboundFields({ webhook }: { webhook?: InboundWebhook }) {
  return (
    <>
      <Field name="name" label={t('webhooks.name')} autoFocus />
      <Field name="slug" label={t('inbound.slug')} hint={t('inbound.slug_hint')} />
      <CompanyField of={webhook} />
      <ProofFields kept={webhook?.has_secret} />
    </>
  )
}

/** How calls prove where they come from. */
function ProofFields({ kept = false }: { kept: boolean | undefined }) {
  const form = useForm()
  const verification = String(form.values.verification)
  return (
    <>
      <Field
        name="verification"
        as="select"
        label={t('inbound.verification')}
        options={verifications.map((value) => ({ value, label: t(`inbound.verification_${value}`) }))}
      />
      {verification !== 'none' && (
        <Field
          name="secret"
          as="password"
          label={t('webhooks.secret')}
          hint={
            kept
              ? t('inbound.secret_keep')
              : t(`inbound.secret_${verification === 'basic' ? 'basic' : 'shared'}`)
          }
        />
      )}
      {verification === 'hmac' && <Field name="signature_header" label={t('inbound.signature_header')} />}
      <Field name="dedupe_header" label={t('inbound.dedupe_header')} hint={t('inbound.dedupe_hint')} />
      <Field
        name="allowed_networks"
        as="area"
        rows={2}
        label={t('inbound.networks')}
        hint={t('inbound.networks_hint')}
      />
    </>
  )
}

/** The company whose events these become. */
function CompanyField({ of }: { of: InboundWebhook | undefined }) {
  const form = useForm()
  const [value, setValue] = useState<Choice | null>(
    of?.company_id ? { value: String(of.company_id), label: of.company_name ?? '' } : null,
  )
  return (
    <Picker
      label={t('webhooks.company')}
      hint={t('inbound.company_hint')}
      placeholder={t('inbound.company_none')}
      value={value}
      form={form}
      name="company_id"
      onChange={(choice) => {
        setValue(choice)
        form.set('company_id', choice ? Number(choice.value) : null)
      }}
      load={findCompanies}
    />
  )
}
