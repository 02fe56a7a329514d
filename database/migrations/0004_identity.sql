-- People and how they prove who they are (identity §2). Only portal_identity reads these tables.
create table users (
  id bigint generated always as identity primary key,
  email varchar(254) not null,
  email_key varchar(254) not null unique,
  first_name varchar(80) not null default '',
  last_name varchar(80) not null default '',
  mobile_phone varchar(32),
  time_zone varchar(64),
  locale varchar(35),
  preferences jsonb not null default '{}' check (pg_column_size(preferences) <= 16384),
  picture_file_id bigint references files,
  password_hash text,
  password_changed_at timestamptz,
  must_change_password boolean not null default false,
  is_super_admin boolean not null default false,
  status text not null default 'active' check (status in ('invited', 'active', 'disabled', 'erasing', 'erased')),
  email_verified_at timestamptz,
  terms_version varchar(40),
  terms_accepted_at timestamptz,
  last_login_at timestamptz,
  disabled_at timestamptz,
  disabled_reason varchar(500),
  erase_after timestamptz,
  erased_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (status <> 'erased' or (first_name = '' and last_name = '' and mobile_phone is null
    and password_hash is null and picture_file_id is null and preferences = '{}'))
);
create index users_newest on users (created_at desc, id);
create index users_last_login on users (last_login_at desc nulls last, id);
create index users_names on users (last_name, first_name, id);
create index users_super_admin on users (id) where is_super_admin;
create index users_picture on users (picture_file_id) where picture_file_id is not null;

create table devices (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  token_hash bytea not null,
  name varchar(80),
  user_agent varchar(256),
  last_ip inet,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  unique (user_id, token_hash)
);

create table sessions (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  token_hash bytea not null unique,
  device_id bigint references devices on delete set null,
  active_company_id bigint,
  factors text[] not null default '{password}',
  restriction text check (restriction in ('change_password', 'enrol_second_factor', 'site')),
  site_id bigint,
  confirmed_at timestamptz not null default now(),
  remember boolean not null default false,
  impersonator_id bigint references users,
  parent_session_id bigint references sessions on delete set null,
  impersonation_reason varchar(500),
  ip inet,
  user_agent varchar(256),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  absolute_expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason varchar(60),
  check ((restriction is not distinct from 'site') = (site_id is not null))
);
comment on column sessions.token_hash is 'SHA-256 of the cookie; the value itself is stored nowhere.';
create index sessions_of_user on sessions (user_id, last_seen_at desc, id) where revoked_at is null;
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);
create index sessions_device on sessions (device_id);
create index sessions_impersonator on sessions (impersonator_id) where impersonator_id is not null;
create index sessions_parent on sessions (parent_session_id) where parent_session_id is not null;
create index sessions_company on sessions (active_company_id);

create table user_tokens (
  id bigint generated always as identity primary key,
  user_id bigint references users on delete cascade,
  purpose text not null check (purpose in ('password_reset', 'email_change', 'invitation', 'magic_link',
    'second_factor', 'passkey_login', 'passkey_register', 'totp_setup', 'provider_login', 'erasure_cancel')),
  token_hash bytea not null unique,
  data jsonb not null default '{}',
  session_id bigint references sessions on delete cascade,
  device_hash bytea,
  attempts int not null default 0,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index user_tokens_open on user_tokens (user_id, purpose) where used_at is null;
create index user_tokens_user on user_tokens (user_id);
create index user_tokens_session on user_tokens (session_id) where session_id is not null;
create index user_tokens_expiry on user_tokens (expires_at);

create table login_failures (
  kind text not null check (kind in ('password', 'second_factor')),
  identifier_hash bytea not null,
  device_hash bytea not null,
  failures int not null default 0,
  window_started_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  blocked_until timestamptz,
  primary key (kind, identifier_hash, device_hash)
);
comment on table login_failures is 'Throttling per address and device. Rows exist for addresses nobody has, too.';

create table api_keys (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  company_id bigint,
  description varchar(200) not null,
  preview char(12) not null,
  token_hash bytea not null unique,
  pepper_id char(8) not null,
  scopes text[] not null check (cardinality(scopes) between 1 and 100),
  read_only boolean not null default false,
  allowed_ips cidr[] not null default '{}' check (cardinality(allowed_ips) <= 50),
  expires_at timestamptz,
  usage_count bigint not null default 0,
  last_used_at timestamptz,
  rotated_to_id bigint references api_keys on delete set null,
  created_at timestamptz not null default now()
);
comment on column api_keys.token_hash is 'HMAC-SHA256 under the pepper named by pepper_id; the key is shown once.';
create index api_keys_of_user on api_keys (user_id, created_at desc, id);
create index api_keys_newest on api_keys (created_at desc, id);
create index api_keys_expiry on api_keys (expires_at, id);
create index api_keys_company on api_keys (company_id);
create index api_keys_rotated on api_keys (rotated_to_id) where rotated_to_id is not null;

grant select, insert, update, delete on users, devices, sessions, user_tokens, login_failures, api_keys to portal_identity;
alter table files add foreign key (created_by_user_id) references users;

-- A session as the door meets it: its person may still come in, and its time has not run out.
create view live_sessions with (security_invoker = true) as
  select s.id as session_id, s.token_hash, s.user_id, s.active_company_id, s.restriction, s.confirmed_at, s.impersonator_id,
    s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at, s.remember, u.is_super_admin, u.must_change_password
  from sessions s join users u on u.id = s.user_id
  where s.revoked_at is null and s.expires_at > now() and s.absolute_expires_at > now() and u.status = 'active';
grant select on live_sessions to portal_identity;

-- An API key as the door meets it.
create view live_api_keys with (security_invoker = true) as
  select k.id as api_key_id, k.token_hash, k.user_id, k.company_id, k.scopes, k.read_only, k.allowed_ips, u.is_super_admin
  from api_keys k join users u on u.id = k.user_id
  where (k.expires_at is null or k.expires_at > now()) and u.status = 'active';
grant select on live_api_keys to portal_identity;
