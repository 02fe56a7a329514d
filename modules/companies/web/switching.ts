import { api, hrefOf } from '../../../platform/web/client/index.ts'
import { companiesApi } from '../contract.ts'

/** Works in another company from now on: Home there, freshly loaded. Other tabs of this browser hear of it. */
export async function workIn(company_id: number): Promise<void> {
  await api(companiesApi.switchCompany, { body: { company_id } }, { anyCompany: true })
  const channel = new BroadcastChannel('myportal-company')
  channel.postMessage(company_id)
  channel.close()
  location.assign(hrefOf('/'))
}
