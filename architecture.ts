/**
 * What stands where in the house; scripts/check-architecture.ts holds everybody to it.
 * A file imports from its own part and from lower floors, foreign modules only by their front doors.
 */
export const floors: Readonly<Record<string, number>> = {
  platform: 0,
  identity: 1,
  companies: 2,
  notifications: 3,
  forms: 4,
  community: 4,
  knowledge: 5,
  licences: 5,
  ports: 5,
  tracker: 5,
  tickets: 6,
  shop: 6,
  automation: 7,
  integrations: 7,
  operations: 8,
  app: 9,
}

/** The tables of each part. Only the owner's *.queries.ts files name them (in platform: any file). */
export const tables: Readonly<Record<string, readonly string[]>> = {
  platform: [
    'settings',
    'idempotency_keys',
    'files',
    'file_copies',
    'mail_messages',
    'events',
    'event_origins',
    'event_outbox',
    'event_lanes',
    'event_seals',
    'event_verifications',
    'event_failures',
    'event_consumers',
    'schema_version',
    'scheduled_tasks',
    'scheduled_task_runs',
    'scheduled_task_log_lines',
    'exports',
    'rate_windows',
  ],
  identity: [
    'users',
    'sessions',
    'user_tokens',
    'registrations',
    'login_failures',
    'devices',
    'api_keys',
    'totp_devices',
    'recovery_codes',
    'passkeys',
    'api_key_usage',
    'machine_clients',
    'machine_client_secrets',
    'service_permissions',
    'signing_keys',
    'revoked_tokens',
    'personal_exports',
    'erasures',
  ],
  companies: [
    'companies',
    'memberships',
    'membership_customers',
    'roles',
    'role_permissions',
    'permissions',
    'permission_kinds',
    'company_domains',
    'company_contacts',
    'company_counts',
    'company_count_marks',
    'machine_client_access',
    'machine_client_roles',
    'machine_client_companies',
    'staff_members',
    'staff_imports',
    'staff_verifications',
  ],
  notifications: [
    'notifications',
    'notification_reads',
    'notification_preferences',
    'notification_settings',
    'notification_digests',
    'notification_deliveries',
    'mail_templates',
    'mail_suppressions',
  ],
  tickets: [
    'tickets',
    'ticket_replies',
    'ticket_watchers',
    'ticket_attachments',
    'ticket_statuses',
    'ticket_priorities',
    'ticket_categories',
    'ticket_uploads',
    'ticket_reads',
  ],
}

/** Views that an owner keeps for others: parts above it may read them in their *.queries.ts files. */
export const views: Readonly<Record<string, readonly string[]>> = {
  companies: ['people', 'person_pictures', 'company_names'],
  identity: ['live_sessions', 'live_api_keys'],
  platform: ['sign_in_events'],
}

/** Views that run with their owner's rights; each has a predicate of its own. */
export const definerViews: readonly string[] = ['people', 'person_pictures']

/** Functions that run as portal_owner and so reach beyond the caller's scope; each applies the scope itself. */
export const definerFunctions: readonly string[] = [
  'ensure_event_partitions',
  'drop_event_partitions',
  'move_strayed_events',
  'event_partition_faults',
  'note_event_for_dispatch',
  'enqueue_mail',
  'keep_permission_names',
  'scope_of',
  'permissions_of_role',
  'sweep_ticket_uploads',
  'roles_demand_second_factor',
  'grants_of_client',
  'grants_of_client_id',
  'scope_of_client',
  'staff_search',
  'rows_of_company',
  'event_id_at',
  'notification_everywhere',
  'notification_companies',
  'notification_since',
  'notification_people',
  'notification_holders',
  'notification_key_owner',
  'notification_audience',
]

/** Jobs that may work across all companies, by `systemScope(job)`. */
export const systemJobs: readonly string[] = []
