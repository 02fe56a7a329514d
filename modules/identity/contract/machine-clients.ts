import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Page,
  Prose,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { endpoint, recent, super_admin } from './endpoint.ts'

const Secret = z.object({
  id: Id,
  preview: z.string(),
  created_at: Time,
  expires_at: nullable(Time),
  last_used_at: nullable(Time),
})

export const MachineClient = z.object({
  id: Id,
  client_id: z.string(),
  name: z.string(),
  description: z.string(),
  audiences: z.array(z.string()),
  token_ttl_seconds: nullable(z.int()),
  enabled: z.boolean(),
  not_before: Time,
  last_used_at: nullable(Time),
  tokens_issued: z.number(),
  created_at: Time,
  updated_at: Time,
  /** Those that still work. */
  secrets: z.array(Secret),
})
export type MachineClient = z.infer<typeof MachineClient>

export const SigningKey = z.object({
  id: Id,
  kid: z.string(),
  algorithm: z.string(),
  status: z.enum(['next', 'current', 'previous', 'retired']),
  published_at: Time,
  activated_at: nullable(Time),
  retired_at: nullable(Time),
})
export type SigningKey = z.infer<typeof SigningKey>

export const ServicePermission = z.object({
  id: Id,
  name: z.string(),
  label: z.string(),
  audience: z.string(),
  created_at: Time,
})
export type ServicePermission = z.infer<typeof ServicePermission>

const params = z.strictObject({ machine_client_id: Id })
/** What a token is for: an address or a name, without spaces. */
const Audience = Text(200).check(z.regex(/^\S+$/))
const Ttl = nullable(z.int().check(z.gte(60), z.lte(3_600)))
const Name = Text(100, 3)

/** Machine clients, their secrets, the permissions of outside services, and the keys that sign. */
export const machineClientsApi = {
  listMachineClients: endpoint({
    method: 'GET',
    path: '/machine-clients',
    access: super_admin,
    summary: 'Machine clients',
    query: z.strictObject({
      ...paging,
      q: optional(Text(100)),
      enabled: optional(z.boolean()),
      sort: withDefault(
        z.enum(['name', '-name', '-created_at', 'created_at', '-last_used_at', 'last_used_at']),
        'name',
      ),
    }),
    response: { 200: Page(MachineClient) },
  }),
  createMachineClient: endpoint({
    method: 'POST',
    path: '/machine-clients',
    access: recent(super_admin),
    summary: 'Make a machine client; its secret is shown once',
    idempotency: 'secret',
    body: z.strictObject({
      name: Name,
      description: withDefault(Prose(500), ''),
      audiences: withDefault(list(Audience, 20), []),
      token_ttl_seconds: optional(Ttl),
    }),
    response: { 201: z.object({ client: MachineClient, client_id: z.string(), client_secret: z.string() }) },
    location: '/machine-clients/{client.id}',
    problems: ['name_taken'],
  }),
  readMachineClient: endpoint({
    method: 'GET',
    path: '/machine-clients/:machine_client_id',
    access: super_admin,
    summary: 'One machine client',
    params,
    response: { 200: MachineClient },
  }),
  changeMachineClient: endpoint({
    method: 'PATCH',
    path: '/machine-clients/:machine_client_id',
    access: recent(super_admin),
    summary: 'Change a machine client; switched off, its tokens are dead at once',
    params,
    body: z.strictObject({
      name: optional(Name),
      description: optional(Prose(500)),
      audiences: optional(list(Audience, 20)),
      token_ttl_seconds: optional(Ttl),
      enabled: optional(z.boolean()),
    }),
    response: { 200: MachineClient },
    problems: ['name_taken'],
  }),
  deleteMachineClient: endpoint({
    method: 'DELETE',
    path: '/machine-clients/:machine_client_id',
    access: recent(super_admin),
    summary: 'Delete a machine client; its tokens are dead at once',
    params,
    response: { 204: null },
  }),
  addClientSecret: endpoint({
    method: 'POST',
    path: '/machine-clients/:machine_client_id/secrets',
    access: recent(super_admin),
    summary: 'A further secret, shown once; the earlier ones end after a while',
    idempotency: 'secret',
    params,
    body: z.strictObject({
      previous_expire_in_seconds: withDefault(z.int().check(z.gte(0), z.lte(2_592_000)), 86_400),
    }),
    response: { 201: z.object({ id: Id, client_secret: z.string(), preview: z.string() }) },
    location: '/machine-clients/{machine_client_id}',
    problems: ['too_many_secrets'],
  }),
  removeClientSecret: endpoint({
    method: 'DELETE',
    path: '/machine-clients/:machine_client_id/secrets/:secret_id',
    access: recent(super_admin),
    summary: 'Take a secret back',
    params: z.strictObject({ machine_client_id: Id, secret_id: Id }),
    response: { 204: null },
  }),
  revokeClientTokens: endpoint({
    method: 'POST',
    path: '/machine-clients/:machine_client_id/revoke-tokens',
    access: recent(super_admin),
    summary: 'End every token issued so far',
    params,
    response: { 200: z.object({ not_before: Time }) },
  }),
  listServicePermissions: endpoint({
    method: 'GET',
    path: '/service-permissions',
    access: super_admin,
    summary: 'Rights in outside services, which tokens carry',
    response: { 200: z.object({ items: z.array(ServicePermission) }) },
  }),
  createServicePermission: endpoint({
    method: 'POST',
    path: '/service-permissions',
    access: super_admin,
    summary: 'Declare a right in an outside service; machine roles can hold it',
    body: z.strictObject({
      name: Text(81).check(z.regex(/^[a-z][a-z0-9_]{1,39}[.:][a-z][a-z0-9_]{1,39}$/)),
      label: Text(100),
      audience: Audience,
    }),
    response: { 201: ServicePermission },
    location: '/service-permissions',
    problems: ['name_taken'],
  }),
  deleteServicePermission: endpoint({
    method: 'DELETE',
    path: '/service-permissions/:service_permission_id',
    access: super_admin,
    summary: 'Take such a right away',
    params: z.strictObject({ service_permission_id: Id }),
    response: { 204: null },
    problems: ['service_permission_in_use'],
  }),
  listSigningKeys: endpoint({
    method: 'GET',
    path: '/signing-keys',
    access: super_admin,
    summary: 'The keys that sign access tokens',
    response: { 200: z.object({ items: z.array(SigningKey) }) },
  }),
  rotateSigningKeys: endpoint({
    method: 'POST',
    path: '/signing-keys/rotate',
    access: recent(super_admin),
    summary:
      'Publish the next key, which signs a day later; in an emergency it signs now and all others are dead',
    body: z.strictObject({ emergency: withDefault(z.boolean(), false) }),
    response: { 201: SigningKey },
    location: '/signing-keys',
    problems: ['rotation_running'],
  }),
}

declareProblems({
  name_taken: [409, 'This name is taken', 'Choose another one.'],
  too_many_secrets: [409, 'The client has 5 secrets that work', 'Take one back first.'],
  service_permission_in_use: [
    409,
    'A role holds this right',
    'Take it out of the roles named here, then delete it.',
  ],
  rotation_running: [
    409,
    'A new key is published already',
    'It signs a day after it was published; in an emergency say so.',
  ],
})
