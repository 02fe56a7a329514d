import { hrefOf, useApi } from '../../../../platform/web/client/index.ts'
import { Loading } from '../../../../platform/web/ui/index.ts'
import { operationsApi } from '../../contract.ts'
import { LookForm } from '../look-form.tsx'
import { t } from '../messages.ts'
import type { StepProps } from './step.tsx'
import { Onward } from './step.tsx'

/** The portal's name and colour. */
export function LookStep(props: StepProps) {
  const { data } = useApi(operationsApi.readBranding, {})
  if (!data) return <Loading />
  return (
    <LookForm
      branding={data}
      submit={t('setup.save')}
      // The whole page is loaded anew, in its new colours.
      onSaved={() => void props.leave('done').then((path) => location.assign(hrefOf(path)))}
      beside={<Onward {...props} step="look" />}
    />
  )
}
