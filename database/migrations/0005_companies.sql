-- Companies, their people, and what these may do (companies §2).
create table companies (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('provider', 'customer')),
  name varchar(200) not null check (length(name) >= 1),
  legal_name varchar(200),
  parent_company_id bigint references companies,
  is_vip boolean not null default false,
  syncro_id varchar(64),
  xero_id varchar(64),
  registration_number varchar(50),
  phone varchar(40),
  email varchar(254),
  website varchar(2000),
  street varchar(200),
  city varchar(100),
  state varchar(100),
  postcode varchar(20),
  country char(2),
  time_zone varchar(64),
  locale varchar(35),
  logo_file_id bigint references files,
  account_manager_user_id bigint references users,
  support_note varchar(2000),
  internal_note varchar(10000),
  archived_at timestamptz,
  archived_by_user_id bigint references users,
  archive_reason varchar(500),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, kind),
  check ((archived_at is null) = (archived_by_user_id is null)),
  check (kind = 'customer' or (parent_company_id is null and archived_at is null))
);
comment on column companies.support_note is 'Customers read it; internal_note they never do (no grant).';
create unique index companies_one_provider on companies (kind) where kind = 'provider';
create unique index companies_syncro on companies (syncro_id) where syncro_id is not null;
create unique index companies_xero on companies (xero_id) where xero_id is not null;
create index companies_by_name on companies (lower(name), id);
create index companies_newest on companies (created_at desc, id desc);
create index companies_updated on companies (updated_at desc, id desc);
create index companies_parent on companies (parent_company_id);
create index companies_manager on companies (account_manager_user_id);
create index companies_logo on companies (logo_file_id) where logo_file_id is not null;
create index companies_archived_by on companies (archived_by_user_id) where archived_by_user_id is not null;

create function refuse_site_of_site() returns trigger language plpgsql as $$ begin
  if new.parent_company_id is not null and exists (
    select from companies c where (c.id = new.parent_company_id and c.parent_company_id is not null)
      or c.parent_company_id = new.id)
  then raise exception 'a site has no sites' using errcode = '23514', constraint = 'companies_one_level'; end if;
  return new;
end $$;
create trigger companies_one_level before insert or update of parent_company_id on companies
  for each row execute function refuse_site_of_site();

create table permissions (
  name varchar(60) primary key,
  module varchar(40) not null,
  label varchar(100) not null,
  description varchar(500) not null default '',
  elevated boolean not null default false,
  retired_at timestamptz
);
create table permission_kinds (
  permission varchar(60) not null references permissions on delete cascade,
  kind text not null check (kind in ('provider', 'customer', 'machine', 'key')),
  primary key (permission, kind)
);
create table roles (
  id bigint generated always as identity primary key,
  name varchar(100) not null check (length(name) >= 2),
  description varchar(500) not null default '',
  kind text not null check (kind in ('provider', 'customer', 'machine')),
  is_system boolean not null default false,
  second_factor_required boolean not null default false,
  permission_names text[] not null default '{}',
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, kind)
);
comment on column roles.permission_names is 'Kept by a trigger on role_permissions, so that the door reads one row.';
create unique index roles_name on roles (kind, lower(name));
create table role_permissions (
  role_id bigint not null,
  role_kind text not null,
  permission varchar(60) not null,
  primary key (role_id, permission),
  foreign key (role_id, role_kind) references roles (id, kind) on delete cascade,
  foreign key (permission, role_kind) references permission_kinds (permission, kind)
);
comment on table role_permissions is 'The keys refuse a provider permission in a customer role: it cannot be stored.';
create index role_permissions_permission on role_permissions (permission, role_kind);
create index role_permissions_role on role_permissions (role_id, role_kind);

create function keep_permission_names() returns trigger language plpgsql security definer
  set search_path = myportal, pg_temp as $$ begin
  update roles set permission_names = coalesce((select array_agg(permission order by permission)
      from role_permissions where role_id = roles.id), '{}'), version = version + 1, updated_at = now()
  where id = coalesce(new.role_id, old.role_id);
  return null;
end $$;
revoke execute on function keep_permission_names() from public;
create trigger role_permissions_kept after insert or delete on role_permissions
  for each row execute function keep_permission_names();

create table memberships (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  company_kind text not null,
  user_id bigint not null references users,
  role_id bigint not null,
  status text not null check (status in ('invited', 'active', 'suspended')),
  covers_sites boolean not null default false,
  customer_access text not null default 'all' check (customer_access in ('all', 'listed')),
  source text not null check (source in ('first_user', 'invitation', 'domain', 'manual', 'import')),
  invited_by_user_id bigint references users,
  invited_at timestamptz,
  joined_at timestamptz,
  suspended_at timestamptz,
  suspended_by_user_id bigint references users,
  suspend_reason varchar(500),
  removed_at timestamptz,
  removed_by_user_id bigint references users,
  last_active_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, user_id),
  foreign key (company_id, company_kind) references companies (id, kind),
  foreign key (role_id, company_kind) references roles (id, kind),
  check (customer_access = 'all' or company_kind = 'provider'),
  check (not covers_sites or company_kind = 'customer'),
  check ((status = 'suspended') = (suspended_at is not null))
);
comment on table memberships is 'The keys refuse a customer membership with a provider role. Removed ones stay, so names in old rows stay.';
create index memberships_user on memberships (user_id);
create index memberships_of_user on memberships (user_id) where removed_at is null;
create index memberships_company on memberships (company_id, status, id);
create index memberships_company_kind on memberships (company_id, company_kind);
create index memberships_role on memberships (role_id, company_kind);
create index memberships_invited_by on memberships (invited_by_user_id);
create index memberships_suspended_by on memberships (suspended_by_user_id) where suspended_by_user_id is not null;
create index memberships_removed_by on memberships (removed_by_user_id) where removed_by_user_id is not null;

create table membership_customers (
  membership_id bigint not null references memberships on delete cascade,
  company_id bigint not null references companies,
  added_by_user_id bigint references users,
  added_at timestamptz not null default now(),
  primary key (membership_id, company_id)
);
comment on table membership_customers is 'A technician''s allow-list, read by scope_of.';
create index membership_customers_company on membership_customers (company_id);
create index membership_customers_added_by on membership_customers (added_by_user_id);

create table company_domains (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies,
  domain varchar(253) not null unique,
  auto_join boolean not null default false,
  role_id bigint,
  role_kind text not null default 'customer' check (role_kind = 'customer'),
  confirmed_by text not null default 'provider' check (confirmed_by in ('provider', 'dns')),
  confirmed_at timestamptz not null default now(),
  created_by_user_id bigint references users,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (role_id, role_kind) references roles (id, kind),
  check (not auto_join or role_id is not null)
);
create index company_domains_role on company_domains (role_id, role_kind);
create index company_domains_created_by on company_domains (created_by_user_id);

-- Companies are compared by their id; a person also sees the companies of their memberships and the provider.
select protect_table('companies');
create policy member_company on companies for select to portal_member using (
  id = any (portal_company_ids()) or kind = 'provider'
  or exists (select from memberships m where m.company_id = companies.id and m.user_id = portal_user_id() and m.removed_at is null));
create policy member_company_change on companies for update to portal_member
  using (id = any (portal_company_ids())) with check (id = any (portal_company_ids()));
create policy provider_company on companies to portal_provider
  using ((select portal_all_companies()) or id = any ((select portal_company_ids())::bigint[]) or kind = 'provider')
  with check ((select portal_all_companies()) or id = any ((select portal_company_ids())::bigint[]));
create policy queue on companies for select to portal_system using (true);
grant select (id, kind, name, legal_name, parent_company_id, is_vip, registration_number, phone, email, website, street,
  city, state, postcode, country, time_zone, locale, logo_file_id, account_manager_user_id, support_note, archived_at,
  version, created_at, updated_at) on companies to portal_member;
grant update (phone, email, website, street, city, state, postcode, country, time_zone, locale, version, updated_at)
  on companies to portal_member;
grant select, insert, update, delete on companies to portal_provider;
grant select (id, kind, archived_at) on companies to portal_system;

select protect_table('memberships');
create policy member_company on memberships to portal_member
  using (company_id = any (portal_company_ids()) or user_id = portal_user_id())
  with check (company_id = any (portal_company_ids()) or user_id = portal_user_id());
create policy provider_company on memberships to portal_provider
  using ((select portal_all_companies()) or company_id = any ((select portal_company_ids())::bigint[])
    or user_id = (select portal_user_id()))
  with check ((select portal_all_companies()) or company_id = any ((select portal_company_ids())::bigint[])
    or user_id = (select portal_user_id()));
grant select, insert, update on memberships to portal_member, portal_provider;

select protect_table('membership_customers');
create policy provider_company on membership_customers to portal_provider
  using (portal_all_companies() or company_id = any (portal_company_ids()))
  with check (portal_all_companies() or company_id = any (portal_company_ids()));
grant select, insert, delete on membership_customers to portal_provider;

select protect_company_table('company_domains', 'select', 'select, insert, update, delete');

grant select on permissions, permission_kinds, roles, role_permissions to portal_member, portal_provider;
grant insert, update on permissions to portal_provider;
grant insert, delete on permission_kinds to portal_provider;
grant insert, update, delete on roles, role_permissions to portal_provider;

-- Names of companies for the lists of other modules, as far as the caller may see the companies themselves.
create view company_names with (security_invoker = true) as select id, name, archived_at from companies;
grant select on company_names to portal_member, portal_provider;

alter table sessions add foreign key (active_company_id) references companies on delete set null;
alter table api_keys add foreign key (company_id) references companies;
alter table files add foreign key (company_id) references companies;
alter table mail_messages add foreign key (company_id) references companies;
create index mail_messages_company on mail_messages (company_id) where company_id is not null;
alter table scheduled_tasks add foreign key (company_id) references companies on delete cascade;
create index scheduled_tasks_company on scheduled_tasks (company_id) where company_id is not null;
alter table scheduled_task_runs add foreign key (company_id) references companies on delete cascade;
create index scheduled_task_runs_company on scheduled_task_runs (company_id) where company_id is not null;

-- The people that a transaction may name: oneself, provider staff, and whoever shares or shared a company in scope.
-- It runs with its owner's rights on purpose: members and the provider have no grant on users.
create view people with (security_barrier = true) as
  select u.id, nullif(trim(u.first_name || ' ' || u.last_name), '') as display_name, u.email, u.picture_file_id, u.status
  from users u
  where u.id = portal_user_id() or portal_all_companies() or exists (
    select from memberships m where m.user_id = u.id
      and (m.company_kind = 'provider' or m.company_id = any (portal_company_ids())));
grant select on people to portal_member, portal_provider;
