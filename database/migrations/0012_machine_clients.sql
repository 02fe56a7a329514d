-- Uses of API keys by address, machine clients and their tokens, personal data (identity §2).
create table api_key_usage (
  api_key_id bigint not null references api_keys on delete cascade,
  ip inet not null,
  usage_count bigint not null default 0,
  first_used_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  primary key (api_key_id, ip)
);
comment on table api_key_usage is 'At most 500 addresses a key; the sum of all stays on the key.';
create index api_key_usage_recent on api_key_usage (api_key_id, last_used_at desc);
grant select, insert, update, delete on api_key_usage to portal_identity;

-- Each order of the list of keys walks its index, both ways; "never" sorts as the end of time, and before its beginning.
drop index api_keys_newest;
create index api_keys_created on api_keys (created_at, id);
create index api_keys_description on api_keys (lower(description), id);
create index api_keys_end on api_keys (coalesce(expires_at, 'infinity'::timestamptz), id);
create index api_keys_used on api_keys (coalesce(last_used_at, '-infinity'::timestamptz), id);
create index api_keys_uses on api_keys (usage_count, id);

-- The pepper tells a key that must be hashed anew.
create or replace view live_api_keys with (security_invoker = true) as
  select k.id as api_key_id, k.token_hash, k.user_id, k.company_id, k.scopes, k.read_only, k.allowed_ips, u.is_super_admin,
    restriction_of(u.id, u.must_change_password, u.second_factor_due_at) as restriction, k.pepper_id
  from api_keys k join users u on u.id = k.user_id
  where (k.expires_at is null or k.expires_at > now()) and u.status = 'active';

create table machine_clients (
  id bigint generated always as identity primary key,
  client_id uuid not null default gen_random_uuid() unique,
  name varchar(100) not null check (length(name) >= 3),
  description varchar(500) not null default '',
  audiences text[] not null default '{}' check (cardinality(audiences) <= 20),
  token_ttl_seconds int check (token_ttl_seconds between 60 and 3600),
  enabled boolean not null default true,
  not_before timestamptz not null default date_trunc('second', now()),
  last_used_at timestamptz,
  tokens_issued bigint not null default 0,
  tokens_announced bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column machine_clients.not_before is 'Tokens issued before it are dead; always a whole second.';
comment on column machine_clients.tokens_announced is 'How many of tokens_issued stand in events.';
create unique index machine_clients_name on machine_clients (lower(name));
create index machine_clients_by_name on machine_clients (lower(name), id);
create index machine_clients_created on machine_clients (created_at, id);
create index machine_clients_used on machine_clients (coalesce(last_used_at, '-infinity'::timestamptz), id);

create table machine_client_secrets (
  id bigint generated always as identity primary key,
  machine_client_id bigint not null references machine_clients on delete cascade,
  preview char(6) not null,
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz
);
create index machine_client_secrets_of_client on machine_client_secrets (machine_client_id, id);

create table service_permissions (
  id bigint generated always as identity primary key,
  name varchar(81) not null unique check (name ~ '^[a-z][a-z0-9_]{1,39}[.:][a-z][a-z0-9_]{1,39}$'),
  label varchar(100) not null,
  audience varchar(200) not null,
  created_at timestamptz not null default now()
);
comment on table service_permissions is 'Rights in outside services. They stand in the permission registry, too, with kind machine.';
alter table permissions alter column name type varchar(81);
alter table permission_kinds alter column permission type varchar(81);
alter table role_permissions alter column permission type varchar(81);

create table signing_keys (
  id bigint generated always as identity primary key,
  kid varchar(64) not null unique,
  algorithm text not null check (algorithm in ('ES256', 'EdDSA')),
  public_jwk jsonb not null,
  private_ciphertext bytea not null,
  private_key_id char(8) not null,
  status text not null check (status in ('next', 'current', 'previous', 'retired')),
  published_at timestamptz not null default now(),
  activated_at timestamptz,
  retired_at timestamptz
);
comment on column signing_keys.retired_at is 'When it leaves, or left, the published set: known from the moment it becomes previous.';
create unique index signing_keys_current on signing_keys (status) where status = 'current';
create unique index signing_keys_next on signing_keys (status) where status = 'next';

create table revoked_tokens (
  jti uuid primary key,
  machine_client_id bigint not null references machine_clients on delete cascade,
  expires_at timestamptz not null,
  revoked_at timestamptz not null default now()
);
create index revoked_tokens_client on revoked_tokens (machine_client_id);
create index revoked_tokens_expiry on revoked_tokens (expires_at);
grant select, insert, update, delete on machine_clients, machine_client_secrets, service_permissions, signing_keys,
  revoked_tokens to portal_identity;

-- The machine client of a token, as the door meets it: still there, and neither it, the token nor the signing key taken
-- back. p_issued_at: seconds since 1970. No row otherwise.
create function live_client(p_client_id uuid, p_jti uuid, p_issued_at bigint, p_kid text)
  returns table (machine_client_id bigint) language sql stable as $$
  select c.id from machine_clients c
  where c.client_id = p_client_id and c.enabled and c.not_before <= to_timestamp(p_issued_at)
    and not exists (select from revoked_tokens r where r.jti = p_jti)
    and exists (select from signing_keys k where k.kid = p_kid and k.status <> 'retired')
$$;
revoke execute on function live_client(uuid, uuid, bigint, text) from public;
grant execute on function live_client(uuid, uuid, bigint, text) to portal_identity;

-- What a client may do, and where (companies §2).
create table machine_client_access (
  machine_client_id bigint primary key references machine_clients on delete cascade,
  company_access text not null default 'listed' check (company_access in ('all', 'listed'))
);
create table machine_client_roles (
  machine_client_id bigint not null references machine_clients on delete cascade,
  role_id bigint not null,
  role_kind text not null default 'machine' check (role_kind = 'machine'),
  primary key (machine_client_id, role_id),
  foreign key (role_id, role_kind) references roles (id, kind)
);
create index machine_client_roles_role on machine_client_roles (role_id, role_kind);
create table machine_client_companies (
  machine_client_id bigint not null references machine_clients on delete cascade,
  company_id bigint not null references companies,
  primary key (machine_client_id, company_id)
);
create index machine_client_companies_company on machine_client_companies (company_id);
select protect_table('machine_client_access'), protect_table('machine_client_roles'), protect_table('machine_client_companies');
create policy provider_all on machine_client_access to portal_provider
  using (portal_all_companies()) with check (portal_all_companies());
create policy provider_all on machine_client_roles to portal_provider
  using (portal_all_companies()) with check (portal_all_companies());
create policy provider_company on machine_client_companies to portal_provider
  using (portal_all_companies() or company_id = any (portal_company_ids()))
  with check (portal_all_companies() or company_id = any (portal_company_ids()));
grant select, insert, update, delete on machine_client_access, machine_client_roles, machine_client_companies to portal_provider;

-- Roles and permissions of a client, for tokens.
create function grants_of_client(p_machine_client_id bigint, out roles text[], out permissions text[])
  language sql stable security definer set search_path = myportal, pg_temp as $$
  select coalesce(array_agg(r.name::text order by r.name), '{}'),
    coalesce((select array_agg(distinct p order by p) from machine_client_roles x join roles y on y.id = x.role_id,
      unnest(y.permission_names) p where x.machine_client_id = p_machine_client_id), '{}')
  from machine_client_roles cr join roles r on r.id = cr.role_id where cr.machine_client_id = p_machine_client_id
$$;
revoke execute on function grants_of_client(bigint) from public;
grant execute on function grants_of_client(bigint) to portal_identity;

-- From a machine client to what this transaction may see. p_scope: what the token carries; both must hold a right.
-- Words are those of scope_of, and user:<scope>, client, visitor.
create function scope_of_client(p_machine_client_id bigint, p_scope text[], p_words text[])
  returns table (granted text, company_ids text, all_companies text, held text[])
  language plpgsql stable security definer set search_path = myportal, pg_temp as $$
declare word text;
begin
  select array_agg(p) into held from unnest((grants_of_client(p_machine_client_id)).permissions) p where p = any (p_scope);
  held := coalesce(held, '{}');
  company_ids := '{}';
  all_companies := '';
  foreach word in array p_words loop
    if word in ('client', 'visitor')
      or ((word like 'provider:%' or word like 'user:%') and substr(word, strpos(word, ':') + 1) = any (held)) then
      granted := word;
      exit;
    end if;
  end loop;
  if exists (select from machine_client_access a where a.machine_client_id = p_machine_client_id and a.company_access = 'all') then
    all_companies := 'on';
  else
    select coalesce(array_agg(c.company_id)::text, '{}') into company_ids
      from machine_client_companies c where c.machine_client_id = p_machine_client_id;
  end if;
  return next;
end $$;
revoke execute on function scope_of_client(bigint, text[], text[]) from public;
grant execute on function scope_of_client(bigint, text[], text[]) to portal_identity;

-- The picture in two sizes; the row names the large one.
alter table users add column picture_small_file_id bigint references files;
create index users_picture_small on users (picture_small_file_id) where picture_small_file_id is not null;
create view person_pictures with (security_barrier = true) as
  select p.id as user_id, f.id as file_id, f.width, f.name, f.content_type, f.size_bytes, f.sha256, f.storage_key
  from people p join users u on u.id = p.id join files f on f.id in (u.picture_file_id, u.picture_small_file_id)
  where f.deleted_at is null;
comment on view person_pictures is 'As far as people reaches: runs with its owner''s rights, like people itself.';
grant select on person_pictures to portal_member, portal_provider;

create table personal_exports (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  status text not null default 'queued' check (status in ('queued', 'running', 'ready', 'failed', 'expired')),
  file_id bigint references files,
  created_at timestamptz not null default now(),
  ready_at timestamptz,
  expires_at timestamptz not null default now() + interval '7 days'
);
create index personal_exports_newest on personal_exports (user_id, created_at desc, id);
create index personal_exports_file on personal_exports (file_id);
create index personal_exports_expiry on personal_exports (expires_at) where status <> 'expired';

create table erasures (
  id bigint generated always as identity primary key,
  user_id bigint not null unique references users,
  email_hash bytea not null,
  erased_at timestamptz not null default now()
);
comment on table erasures is 'Never deleted; the same stands in erasures.jsonl beside the stored files, for restores.';
grant select, insert, update on personal_exports to portal_identity;
grant select, insert on erasures to portal_identity;
create index users_erasing on users (erase_after) where status = 'erasing';
