-- Second factors (identity §2, §4.5): authenticators, recovery codes, passkeys, and when one has to be there.
create table totp_devices (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  name varchar(80) not null,
  secret_ciphertext bytea not null,
  secret_key_id char(8) not null,
  last_step bigint not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
comment on column totp_devices.last_step is 'The newest 30-second step whose code was used: a code works once (RFC 6238 §5.2).';
create index totp_devices_of_user on totp_devices (user_id);

create table recovery_codes (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  unique (user_id, code_hash)
);
comment on column recovery_codes.code_hash is 'SHA-256 is enough for 120 random bits.';

create table passkeys (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  name varchar(80) not null,
  credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  aaguid uuid,
  backed_up boolean not null default false,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_of_user on passkeys (user_id);

grant select, insert, update, delete on totp_devices, recovery_codes, passkeys to portal_identity;

alter table users add column second_factor_due_at timestamptz;
comment on column users.second_factor_due_at is
  'Until then a second factor must be there; null when no policy asks for one. Set at the first sign-in under it.';

create function has_second_factor(p_user_id bigint) returns boolean language sql stable set search_path = myportal, pg_temp
  return exists (select from totp_devices where user_id = p_user_id)
    or exists (select from passkeys where user_id = p_user_id);

-- What keeps a person from everything but mending it. Read live with every request: no session holds an old answer.
create function restriction_of(p_user_id bigint, p_must_change_password boolean, p_due_at timestamptz)
  returns text language sql stable
  return case
    when p_must_change_password then 'change_password'
    when p_due_at <= now() and not has_second_factor(p_user_id) then 'enrol_second_factor'
  end;
revoke execute on function has_second_factor(bigint), restriction_of(bigint, boolean, timestamptz) from public;
grant execute on function has_second_factor(bigint), restriction_of(bigint, boolean, timestamptz) to portal_identity;

-- Whoever acts in somebody's place has mended their own account.
create or replace view live_sessions with (security_invoker = true) as
  select s.id as session_id, s.token_hash, s.user_id, s.active_company_id,
    case when s.impersonator_id is null
      then coalesce(restriction_of(u.id, u.must_change_password, u.second_factor_due_at), s.restriction) end as restriction,
    s.confirmed_at, s.impersonator_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at, s.remember,
    u.is_super_admin, u.must_change_password
  from sessions s join users u on u.id = s.user_id
  where s.revoked_at is null and s.expires_at > now() and s.absolute_expires_at > now() and u.status = 'active';

create or replace view live_api_keys with (security_invoker = true) as
  select k.id as api_key_id, k.token_hash, k.user_id, k.company_id, k.scopes, k.read_only, k.allowed_ips, u.is_super_admin,
    restriction_of(u.id, u.must_change_password, u.second_factor_due_at) as restriction
  from api_keys k join users u on u.id = k.user_id
  where (k.expires_at is null or k.expires_at > now()) and u.status = 'active';

-- Whether a role that somebody holds now demands a second factor (companies §5; asked by identity's sign-in).
create function roles_demand_second_factor(p_user_id bigint) returns boolean language sql stable security definer
  set search_path = myportal, pg_temp
  return exists (select from memberships m join roles r on r.id = m.role_id
    where m.user_id = p_user_id and m.status = 'active' and m.removed_at is null and r.second_factor_required);
revoke execute on function roles_demand_second_factor(bigint) from public;
grant execute on function roles_demand_second_factor(bigint) to portal_identity;
