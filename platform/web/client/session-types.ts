/** The session answer as the frame needs it. The modules' contracts say the same; floor 0 cannot import them. */
export interface SessionAnswer {
  session: {
    id: number
    user_id: number
    csrf_token: string
    expires_at: string
    absolute_expires_at: string
    active_company_id: number | null
    restriction: string | null
    confirmed_until: string | null
    /** The super administrator who acts as this person. */
    impersonator: { id: number; name: string } | null
  }
  user: SessionUser
  /** The company one works in; null for people who belong nowhere. */
  company: SessionCompany | null
  companies: SessionCompanyChoice[]
  permissions: string[]
  /** Unread messages, counted up to 100. */
  unread_count: number
  second_factor: {
    enrolled: boolean
    /** When a policy demands one and there is none. */
    due_at: string | null
    /** Why it is demanded. */
    demanded_by: 'super_administrator' | 'role' | null
    /** Null without a second factor. */
    recovery_codes_left: number | null
  }
}

export interface SessionUser {
  id: number
  email: string
  first_name: string
  last_name: string
  mobile_phone: string | null
  time_zone: string | null
  locale: string | null
  preferences: Preferences
  picture_url: string | null
  is_super_admin: boolean
  password_changed_at: string | null
  created_at: string
}

export interface SessionCompany {
  id: number
  name: string
  kind: 'provider' | 'customer'
  is_visiting: boolean
}

export interface SessionCompanyChoice {
  id: number
  name: string
  kind: 'provider' | 'customer'
  parent: { id: number; name: string } | null
  logo_url: string | null
  role_name: string | null
  via: 'membership' | 'provider'
  is_active: boolean
}

export interface Preferences {
  color_scheme?: 'light' | 'dark' | 'system'
  density?: 'comfortable' | 'compact'
  sidebar?: 'open' | 'rail'
  single_key_shortcuts?: boolean
  /** By the key of a table: its columns, in their order. */
  tables?: Record<string, { columns?: string[]; density?: 'comfortable' | 'compact' }>
}

export interface Branding {
  name: string
  support_email: string | null
  support_url: string | null
  primary_color: string | null
}
