import { hasPermission } from '../../../../platform/web/client/index.ts'
import { ContractForm, Field, SubmitButton, useContractForm } from '../../../../platform/web/ui/index.ts'
import { type CannedReply, cannedVariables } from '../../contract/canned.ts'
import { ticketsApi } from '../../contract.ts'
import { t } from './messages.ts'
import { save } from './setup-call.ts'

/** Makes or changes a text. */
export function CannedForm({ reply, onDone }: { reply: CannedReply | null; onDone: () => void }) {
  return reply ? <Changed reply={reply} onDone={onDone} /> : <Made onDone={onDone} />
}

function settled(onDone: () => void) {
  void save(Promise.resolve(), ticketsApi.listCannedReplies)
  onDone()
}

function Made({ onDone }: { onDone: () => void }) {
  const form = useContractForm(ticketsApi.createCannedReply, {
    values: { title: '', shortcut: '', body: '', is_shared: hasPermission('tickets.configure') },
    onDone: () => settled(onDone),
  })
  return (
    <ContractForm form={form}>
      <Texts form={form} />
      {hasPermission('tickets.configure') && (
        <Field name="is_shared" as="checkbox" label={t('canned.shared')} />
      )}
      <SubmitButton>{t('setup_desk.add')}</SubmitButton>
    </ContractForm>
  )
}

function Changed({ reply, onDone }: { reply: CannedReply; onDone: () => void }) {
  const { title, shortcut, body, version } = reply
  const form = useContractForm(ticketsApi.changeCannedReply, {
    values: { title, shortcut, body },
    request: { params: { canned_reply_id: reply.id } },
    prepare: (sent) => ({ ...sent, version }),
    onDone: () => settled(onDone),
  })
  return (
    <ContractForm form={form}>
      <Texts form={form} />
      <SubmitButton>{t('desk.save')}</SubmitButton>
    </ContractForm>
  )
}

type Form = ReturnType<typeof useContractForm>

function Texts({ form }: { form: Form }) {
  /** Where the cursor stands, or at the end. */
  function insert(name: string) {
    const field = document.getElementById(form.fieldId('body'))
    const text = String(form.values.body)
    const at = field instanceof HTMLTextAreaElement ? field.selectionStart : text.length
    const written = `{{${name}}}`
    form.set('body', text.slice(0, at) + written + text.slice(at))
    field?.focus()
  }
  return (
    <>
      <Field name="title" label={t('canned.title')} autoFocus />
      <Field name="shortcut" label={t('canned.shortcut')} hint={t('canned.shortcut_hint')} />
      <Field name="body" as="area" rows={8} label={t('canned.body')} hint={t('canned.body_hint')} />
      <fieldset className="ds-chips ds-plain">
        <legend className="mp-muted">{t('canned.variables')}</legend>
        {cannedVariables.map((name) => (
          <button key={name} type="button" className="ds-chip" onClick={() => insert(name)}>
            {name}
          </button>
        ))}
      </fieldset>
    </>
  )
}
