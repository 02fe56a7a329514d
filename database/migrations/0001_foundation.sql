-- The settings of a transaction, as the policies read them (companies §4.2). Without a setting nothing is visible.
create function portal_company_ids() returns bigint[] language sql stable parallel safe
  return coalesce(nullif(current_setting('portal.company_ids', true), ''), '{}')::bigint[];
create function portal_all_companies() returns boolean language sql stable parallel safe
  return coalesce(current_setting('portal.all_companies', true), '') = 'on';
create function portal_user_id() returns bigint language sql stable parallel safe
  return nullif(current_setting('portal.user_id', true), '')::bigint;
create function portal_actor() returns text language sql stable parallel safe
  return coalesce(current_setting('portal.actor', true), '');
grant execute on function portal_company_ids(), portal_all_companies(), portal_user_id(), portal_actor()
  to portal_login, portal_identity, portal_member, portal_provider, portal_system;

-- Row-level security for the owner too; the owner sees everything by a policy that is written down.
create function protect_table(name regclass) returns void language plpgsql as $$ begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy owner_all on %s to portal_owner using (true) with check (true)', name);
end $$;

-- A table of company data: members see their companies, the provider those allowed to them. The provider's
-- settings are read once per statement (a sub-select), so that a walk along an index stays a walk; for a member the
-- plain call is faster, since the planner sees the company.
create function protect_company_table(name regclass, members text default 'select, insert, update, delete',
  provider text default 'select, insert, update, delete') returns void language plpgsql as $$ begin
  perform protect_table(name);
  execute format('create policy member_company on %s to portal_member
    using (company_id = any (portal_company_ids())) with check (company_id = any (portal_company_ids()))', name);
  execute format('create policy provider_company on %s to portal_provider
    using ((select portal_all_companies()) or company_id = any ((select portal_company_ids())::bigint[]))
    with check ((select portal_all_companies()) or company_id = any ((select portal_company_ids())::bigint[]))', name);
  if members <> '' then execute format('grant %s on %s to portal_member', members, name); end if;
  if provider <> '' then execute format('grant %s on %s to portal_provider', provider, name); end if;
end $$;

-- A table of a person's own rows.
create function protect_person_table(name regclass) returns void language plpgsql as $$ begin
  perform protect_table(name);
  execute format('create policy person_own on %s to portal_member, portal_provider
    using (user_id = portal_user_id()) with check (user_id = portal_user_id())', name);
  execute format('grant select, insert, update, delete on %s to portal_member, portal_provider', name);
end $$;
revoke execute on function protect_table(regclass), protect_company_table(regclass, text, text),
  protect_person_table(regclass) from public;

create table settings (
  name text primary key check (name ~ '^[a-z_]+(\.[a-z_]+)*$'),
  value jsonb not null,
  updated_at timestamptz not null default now()
);
comment on table settings is 'Portal-wide settings: setup.*, branding.*, sign_in.*. Never secrets.';
grant select on settings to portal_identity, portal_member, portal_provider, portal_system;
grant insert, update on settings to portal_identity, portal_provider;

create table idempotency_keys (
  actor_kind text not null check (actor_kind in ('user', 'key', 'client')),
  actor_id bigint not null,
  key varchar(64) not null,
  company_id bigint,
  endpoint text not null,
  request_hash bytea not null,
  status smallint,
  headers jsonb,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (actor_kind, actor_id, key)
);
comment on table idempotency_keys is 'First answers of repeated requests, written in the request''s own transaction (api §4.10).';
create index idempotency_keys_created_at on idempotency_keys (created_at);
select protect_table('idempotency_keys');
create policy own_keys on idempotency_keys to portal_member, portal_provider
  using (actor_kind || ':' || actor_id = portal_actor()) with check (actor_kind || ':' || actor_id = portal_actor());
create policy sweep on idempotency_keys to portal_system using (true);
grant select, insert, update on idempotency_keys to portal_member, portal_provider;
grant select, delete on idempotency_keys to portal_system;
