import { refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { ApiKey } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { addressesIn } from './key-addresses.ts'
import { t } from './messages.ts'

/** Another name, or other addresses, for one's own key. */
export function ChangeKeyDialog({ changed, onClose }: { changed: ApiKey | null; onClose: () => void }) {
  return (
    <Dialog opened={changed !== null} onClose={onClose} title={t('keys.change')} width={520}>
      {changed && <ChangeForm apiKey={changed} onClose={onClose} />}
    </Dialog>
  )
}

function ChangeForm({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const form = useContractForm(identityApi.changeApiKey, {
    values: { description: apiKey.description, allowed_ips: apiKey.allowed_ips.join('\n') },
    request: { params: { api_key_id: apiKey.id } },
    prepare: (body) => ({ ...body, allowed_ips: addressesIn(body.allowed_ips) }),
    onDone: () => {
      toast.success(t('keys.changed'))
      void refresh(identityApi.listApiKeys)
      void refresh(identityApi.readApiKey)
      onClose()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="description" label={t('keys.description')} autoFocus />
      <Field
        name="allowed_ips"
        as="area"
        rows={3}
        label={t('keys.allowed_ips')}
        hint={t('keys.allowed_ips_hint')}
      />
      <SubmitButton>{t('keys.save')}</SubmitButton>
    </ContractForm>
  )
}
