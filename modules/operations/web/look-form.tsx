import type { CSSProperties, ReactNode } from 'react'
import {
  ContractForm,
  Field,
  SubmitButton,
  useContractForm,
  useForm,
} from '../../../platform/web/ui/index.ts'
import type { Branding } from '../contract.ts'
import { operationsApi } from '../contract.ts'
import { readable } from './contrast.ts'
import { t } from './messages.ts'

interface LookFormProps {
  branding: Branding
  /** The look of a page is set when it is loaded: load one. */
  onSaved: () => void
  submit: string
  beside?: ReactNode
  /** Whom people turn to, too. */
  contact?: boolean
  className?: string
}

/** The portal's name and colour, seen before they are saved. */
export function LookForm({ branding, onSaved, submit, beside, contact, className }: LookFormProps) {
  const { name, primary_color, support_email, support_url } = branding
  const form = useContractForm(operationsApi.changeBranding, {
    values: {
      name,
      primary_color: primary_color ?? '',
      ...(contact && { support_email: support_email ?? '', support_url: support_url ?? '' }),
    },
    required: ['name'],
    // What is no colour must not reach the server as one: too short for the contract.
    prepare: (body) => (isColor(body.primary_color) ? body : { ...body, primary_color: '#' }),
    onDone: onSaved,
  })
  return (
    <ContractForm form={form} {...(className && { className })}>
      <Field name="name" label={t('branding.name')} hint={t('branding.name_hint')} />
      <ColorField />
      <Preview />
      {contact && (
        <div className="mp-form-pair">
          <Field name="support_email" as="email" label={t('branding.support_email')} />
          <Field name="support_url" as="url" label={t('branding.support_url')} />
        </div>
      )}
      <div className="mp-form-actions">
        <SubmitButton>{submit}</SubmitButton>
        {beside}
      </div>
    </ContractForm>
  )
}

/** The house's own colour, when none was chosen. */
const ownColor = '#2f5bc4'
const isColor = (value: unknown) => value === null || readable(String(value)) !== null

function ColorField() {
  const form = useForm()
  const typed = String(form.values.primary_color ?? '')
  return (
    <div className="op-color">
      <Field
        name="primary_color"
        label={t('branding.primary_color')}
        hint={t('branding.primary_color_hint')}
        placeholder={ownColor}
        autoComplete="off"
      />
      <input
        type="color"
        aria-label={t('branding.pick_color')}
        value={readable(typed) ? typed.toLowerCase() : ownColor}
        onChange={(event) => form.set('primary_color', event.currentTarget.value)}
      />
    </div>
  )
}

/** How the name and a button will look, and whether the colour can be read. */
function Preview() {
  const { values } = useForm()
  const chosen = readable(String(values.primary_color || ownColor))
  const used = chosen?.used ?? ownColor
  const ratio = Math.floor((chosen?.ratio ?? 0) * 10) / 10
  return (
    <div>
      <div className="op-preview" style={{ '--previewed': used } as CSSProperties}>
        <div className="op-preview-bar">
          <span className="op-preview-mark" aria-hidden />
          {String(values.name || t('branding.unnamed'))}
        </div>
        <div className="mp-row">
          <span className="op-preview-button">{t('branding.sample_button')}</span>
        </div>
      </div>
      <p className="mp-small op-flush op-verdict" role="status">
        {verdict(chosen, ratio)}
      </p>
    </div>
  )
}

function verdict(chosen: ReturnType<typeof readable>, ratio: number): string {
  if (!chosen) return t('branding.no_color')
  return chosen.darkened ? t('branding.darkened', { ratio }) : t('branding.readable', { ratio })
}
