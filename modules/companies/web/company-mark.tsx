import { hrefOf } from '../../../platform/web/client/index.ts'
import { Initials } from '../../../platform/web/ui/index.ts'

interface Props {
  company: { name: string; logo_url: string | null }
  size?: number
}

/** The logo of a company, or its initials; decoration only. */
export function CompanyMark({ company: { name, logo_url }, size = 24 }: Props) {
  if (!logo_url) return <Initials name={name} square size={size} />
  return <img src={hrefOf(logo_url)} alt="" width={size} height={size} className="co-logo" loading="lazy" />
}
