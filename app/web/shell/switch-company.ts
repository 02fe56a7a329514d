import { api, boot, hrefOf, problemOf } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'

const channel = new BroadcastChannel('myportal-company')

/** Works in another company from now on: the same page there, freshly loaded. Unsaved changes are asked for first. */
export async function switchCompany(company_id: number): Promise<void> {
  try {
    await tell(company_id)
  } catch (error) {
    toast.error(problemOf(error))
    return
  }
  channel.postMessage(company_id)
  // A single thing of this company does not exist in the other one; its list does.
  const path = location.pathname.slice(boot.root_path.length)
  location.assign(hrefOf(`/${path.split('/')[1] ?? ''}`))
}

/** Goes back to the company of this tab, without a page load: what was typed stays. */
export const returnToCompany = (company_id: number) =>
  tell(company_id).then(() => {
    channel.postMessage(company_id)
  })

/** Contracts are large, and the first load is small: the call is loaded when it is made. */
async function tell(company_id: number): Promise<void> {
  const { companiesApi } = await import('../../../modules/companies/contract.ts')
  await api(companiesApi.switchCompany, { body: { company_id } }, { anyCompany: true })
}

/** Hears that another tab has switched. */
export function onSwitch(run: (company_id: number) => void): () => void {
  const listener = ({ data }: MessageEvent<number>) => run(data)
  channel.addEventListener('message', listener)
  return () => channel.removeEventListener('message', listener)
}
