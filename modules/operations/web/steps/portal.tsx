import { useApi } from '../../../../platform/web/client/index.ts'
import {
  ContractForm,
  CopyButton,
  Fact,
  Field,
  Loading,
  SubmitButton,
  useContractForm,
} from '../../../../platform/web/ui/index.ts'
import type { Branding } from '../../contract.ts'
import { operationsApi } from '../../contract.ts'
import { t } from '../messages.ts'
import type { StepProps } from './step.tsx'
import { Onward } from './step.tsx'

/** The public address, and whom people turn to. */
export function PortalStep(props: StepProps) {
  const { data } = useApi(operationsApi.readBranding, {})
  if (!data) return <Loading />
  return (
    <>
      <Fact label={t('setup.address')}>
        <span className="mp-row">
          <code className="op-break">{props.setup.portal_url}</code>
          <CopyButton value={props.setup.portal_url} label={t('setup.copy_address')} compact />
        </span>
        <span className="mp-muted mp-small mp-block">{t('setup.address_hint')}</span>
      </Fact>
      <Contact branding={data} {...props} />
    </>
  )
}

function Contact({ branding, ...props }: StepProps & { branding: Branding }) {
  const form = useContractForm(operationsApi.changeBranding, {
    values: { support_email: branding.support_email ?? '', support_url: branding.support_url ?? '' },
    onDone: () => void props.leave('done').then(props.go),
  })
  return (
    <ContractForm form={form}>
      <Field
        name="support_email"
        as="email"
        label={t('branding.support_email')}
        hint={t('branding.support_email_hint')}
        placeholder={t('branding.support_email_example')}
      />
      <Field
        name="support_url"
        as="url"
        label={t('branding.support_url')}
        placeholder={t('branding.support_url_example')}
      />
      <div className="mp-form-actions">
        <SubmitButton>{t('setup.save')}</SubmitButton>
        <Onward {...props} step="portal" />
      </div>
    </ContractForm>
  )
}
