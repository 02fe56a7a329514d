import { notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import {
  type Files,
  findStored,
  logoPicture,
  removeFiles,
  type StoredFile,
  type UploadCall,
} from '../../../platform/files/index.ts'
import type { Company } from '../contract.ts'
import { companyUpdated } from './company.events.ts'
import { selectLogo, updateCompany } from './company.queries.ts'
import { companyToChange, readCompany } from './company.service.ts'
import { elsewhere } from './elsewhere.ts'

/** The new logo is stored first, then the row is switched and the old one removed. */
export function setLogo(files: Files, call: UploadCall, companyId: number): Promise<Company> {
  return files.takePicture(call, logoPicture, async (scope, [rendered]) => {
    const { logo_file_id } = await companyToChange(scope, companyId)
    if (!rendered) throw notFound()
    const stored = await files.store(scope, rendered, { company_id: companyId, kind: 'company_logo' })
    await switchLogo(scope, companyId, logo_file_id, stored.id)
    return readCompany(scope, companyId)
  })
}

export async function deleteLogo(scope: Scope, companyId: number): Promise<void> {
  const { logo_file_id } = await companyToChange(scope, companyId)
  if (logo_file_id === null) throw notFound()
  await switchLogo(scope, companyId, logo_file_id, null)
}

async function switchLogo(scope: Scope, id: number, from: number | null, to: number | null): Promise<void> {
  await updateCompany(scope, id, { logo_file_id: to })
  if (from !== null) await removeFiles(scope, [from])
  const changes = [{ field: 'logo', from: from !== null, to: to !== null }]
  await announce(scope, companyUpdated, { subject_id: id, company_id: id, data: { changes } })
}

/** The logo of a company that the caller may see: their own ones are more than the one they work in. */
export async function findLogo(scope: Scope, companyId: number): Promise<StoredFile> {
  const id = await selectLogo(scope, companyId)
  const stored = id === null ? null : await elsewhere(scope, companyId, (there) => findStored(there, id))
  if (!stored) throw notFound()
  return stored
}
