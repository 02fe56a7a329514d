import { Button } from '@mantine/core'
import { useState } from 'react'
import { ContractForm, Dialog, Field, SubmitButton } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import type { CompanyField, Conflict } from './company-change.ts'
import { useCompanyChange } from './company-change.ts'
import { t } from './messages.ts'
import { countries, locales, timeZones } from './places.ts'

export interface BusinessFormProps {
  company: Company
  /** The provider changes everything; members change how their company is reached. */
  whole: boolean
  onSaved: (company: Company) => void
  onCancel: () => void
}

/** Changes business information. */
export function BusinessForm({ company, whole, onSaved, onCancel }: BusinessFormProps) {
  const { form, conflict, settle, cancel } = useCompanyChange(company, { whole, onSaved })
  return (
    <ContractForm form={form} className="mp-form mp-card co-form">
      {whole && <Names />}
      <div className="mp-form-pair">
        <Field name="phone" as="tel" label={t('company.phone')} autoComplete="off" />
        <Field name="email" as="email" label={t('company.email')} autoComplete="off" />
      </div>
      <Field name="website" as="url" label={t('company.website')} autoComplete="off" />
      <Field name="street" label={t('company.street')} autoComplete="off" />
      <div className="mp-form-pair">
        <Field name="postcode" label={t('company.postcode')} autoComplete="off" />
        <Field name="city" label={t('company.city')} autoComplete="off" />
      </div>
      <div className="mp-form-pair">
        <Field name="state" label={t('company.state')} autoComplete="off" />
        <Field name="country" as="select" label={t('company.country')} options={countries()} />
      </div>
      <Field
        name="time_zone"
        as="select"
        label={t('company.time_zone')}
        options={timeZones(company.time_zone)}
      />
      <Field name="locale" as="select" label={t('company.locale')} options={locales(company.locale)} />
      {whole && (
        <Field
          name="support_note"
          as="area"
          rows={3}
          label={t('company.support_note')}
          hint={t('company.support_note_hint')}
        />
      )}
      {whole && (
        <Field
          name="internal_note"
          as="area"
          rows={3}
          label={t('company.internal_note')}
          hint={t('company.internal_note_hint')}
        />
      )}
      <div className="mp-form-actions">
        <SubmitButton>{t('company.save')}</SubmitButton>
        <Button variant="default" onClick={onCancel}>
          {t('company.cancel')}
        </Button>
      </div>
      {conflict && <ConflictDialog conflict={conflict} mine={form.values} settle={settle} cancel={cancel} />}
    </ContractForm>
  )
}

function Names() {
  return (
    <>
      <Field name="name" label={t('company.name')} autoComplete="off" />
      <div className="mp-form-pair">
        <Field name="legal_name" label={t('company.legal_name')} autoComplete="off" />
        <Field name="registration_number" label={t('company.registration_number')} autoComplete="off" />
      </div>
    </>
  )
}

interface ConflictDialogProps {
  conflict: Conflict
  mine: Record<string, unknown>
  settle: (theirs: readonly CompanyField[]) => void
  cancel: () => void
}

/** Fields that somebody else changed meanwhile too: mine beside theirs, one choice each. */
function ConflictDialog({ conflict, mine, settle, cancel }: ConflictDialogProps) {
  const [theirs, setTheirs] = useState<readonly CompanyField[]>([])
  const toggle = (name: CompanyField, on: boolean) =>
    setTheirs(on ? [...theirs, name] : theirs.filter((one) => one !== name))
  return (
    <Dialog opened onClose={cancel} title={t('conflict.title')} width={560}>
      <p>{t('conflict.text')}</p>
      <div className="mp-stack">
        {conflict.fields.map((name) => (
          <fieldset key={name} className="mp-choice">
            <legend>{t(`company.${name}`)}</legend>
            {[false, true].map((isTheirs) => (
              <label key={String(isTheirs)} className="mp-check">
                <input
                  type="radio"
                  name={name}
                  checked={theirs.includes(name) === isTheirs}
                  onChange={() => toggle(name, isTheirs)}
                />
                <span>
                  {isTheirs ? t('conflict.theirs') : t('conflict.mine')}{' '}
                  <strong>{String((isTheirs ? conflict.current[name] : mine[name]) || '–')}</strong>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={cancel}>
          {t('company.cancel')}
        </Button>
        <Button onClick={() => settle(theirs)}>{t('company.save')}</Button>
      </div>
    </Dialog>
  )
}
