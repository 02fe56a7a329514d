import { useState } from 'react'
import { refresh, useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  useContractForm,
  useForm,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { addressesIn } from './key-addresses.ts'
import { MadeKey } from './made-key.tsx'
import { t } from './messages.ts'

/** Makes a key (after the password) and shows it once. */
export function CreateKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null)
  function close() {
    setMade(null)
    onClose()
  }
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={made ? t('keys.created_title') : t('keys.create')}
      width={560}
    >
      {made ? <MadeKey apiKey={made} close={close} /> : <CreateForm onMade={setMade} />}
    </Dialog>
  )
}

function CreateForm({ onMade }: { onMade: (key: string) => void }) {
  const { data: offered } = useApi(identityApi.options, {})
  const form = useContractForm(identityApi.createApiKey, {
    values: { description: '', scopes: [], read_only: false, allowed_ips: '', expires_at: '90' },
    prepare: ({ expires_at, ...body }) => ({
      ...body,
      allowed_ips: addressesIn(body.allowed_ips),
      expires_at: expires_at === 'never' ? null : inDays(Number(expires_at)),
    }),
    onDone: (answer) => {
      onMade(answer.api_key)
      void refresh(identityApi.listApiKeys)
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="description" label={t('keys.description')} hint={t('keys.description_hint')} autoFocus />
      <Field
        name="expires_at"
        as="select"
        label={t('keys.expires_at')}
        options={[
          { value: '30', label: t('keys.expires_days', { n: 30 }) },
          { value: '90', label: t('keys.expires_days', { n: 90 }) },
          { value: '365', label: t('keys.expires_year') },
          ...(offered?.api_keys_may_never_expire ? [{ value: 'never', label: t('keys.expires_never') }] : []),
        ]}
      />
      <Field name="read_only" as="checkbox" label={t('keys.read_only')} hint={t('keys.read_only_hint')} />
      <Scopes />
      <Field
        name="allowed_ips"
        as="area"
        rows={2}
        label={t('keys.allowed_ips')}
        hint={t('keys.allowed_ips_hint')}
      />
      <SubmitButton>{t('keys.create')}</SubmitButton>
    </ContractForm>
  )
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** What the person may do is what a key can be given. */
function Scopes() {
  const form = useForm()
  const { permissions, user } = useSignedIn()
  const chosen = form.values.scopes as string[]
  const held = [...new Set(['account.read', 'live.read', ...permissions])].sort()
  const all = user.is_super_admin ? [...held, 'super_admin'] : held
  return (
    <fieldset className="mp-choice" id={form.fieldId('scopes')} tabIndex={-1} data-label={t('keys.scopes')}>
      <legend>{t('keys.scopes')}</legend>
      <div className="mp-scopes">
        {all.map((scope) => (
          <label key={scope} className="mp-check">
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={(event) =>
                form.set(
                  'scopes',
                  event.currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope),
                )
              }
            />
            <code>{scope}</code>
          </label>
        ))}
      </div>
      {chosen.includes('super_admin') && <p className="mp-muted mp-small">{t('keys.super_hint')}</p>}
      {form.errors.scopes && <p className="mp-error-text mp-small">{t('keys.scopes_none')}</p>}
    </fieldset>
  )
}
