import { hrefOf } from '../../../platform/web/client/index.ts'
import { Initials } from '../../../platform/web/ui/index.ts'

interface CompanyLogoProps {
  name: string
  logo_url: string | null | undefined
  size?: number
}

/** The logo of a company, or its initials: decoration beside its name. */
export function CompanyLogo({ name, logo_url, size = 24 }: CompanyLogoProps) {
  if (!logo_url) return <Initials name={name} square size={size} />
  return <img src={hrefOf(logo_url)} alt="" width={size} height={size} className="mp-company-logo" />
}
