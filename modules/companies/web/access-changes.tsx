import AuditLog from './audit-log.tsx'

const access = { preset: 'access_changes' }

/** Who gave and took which rights: the audit log of memberships, roles, super administrators, keys and clients. */
export default function AccessChanges() {
  return <AuditLog fixed={access} />
}
