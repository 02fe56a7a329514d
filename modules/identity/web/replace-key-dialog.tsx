import { useState } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import { ContractForm, Dialog, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import type { ApiKey } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { MadeKey } from './made-key.tsx'
import { t } from './messages.ts'

/** A new key in place of one's old one, which may go on working for a while. */
export function ReplaceKeyDialog({ replaced, onClose }: { replaced: ApiKey | null; onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null)
  function close() {
    setMade(null)
    onClose()
  }
  const title = made
    ? t('keys.created_title')
    : t('keys.replace_title', { name: replaced?.description ?? '' })
  return (
    <Dialog opened={replaced !== null} onClose={close} title={title} width={560}>
      {made && <MadeKey apiKey={made} close={close} />}
      {!made && replaced && <ReplaceForm apiKey={replaced} onMade={setMade} />}
    </Dialog>
  )
}

function ReplaceForm({ apiKey, onMade }: { apiKey: ApiKey; onMade: (key: string) => void }) {
  const form = useContractForm(identityApi.rotateApiKey, {
    values: { overlap_seconds: '3600' },
    request: { params: { api_key_id: apiKey.id } },
    onDone: (answer) => {
      onMade(answer.api_key)
      void refresh(identityApi.listApiKeys)
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <p>{t('keys.replace_text')}</p>
      <Field
        name="overlap_seconds"
        as="select"
        label={t('keys.overlap')}
        options={[
          { value: '0', label: t('keys.overlap_none') },
          { value: '3600', label: t('keys.overlap_hour') },
          { value: '86400', label: t('keys.overlap_day') },
          { value: '604800', label: t('keys.overlap_week') },
        ]}
      />
      <SubmitButton>{t('keys.replace')}</SubmitButton>
    </ContractForm>
  )
}
