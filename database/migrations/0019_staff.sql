-- The staff directory: people of a company, with or without a login (companies §2, §4.8).
create table staff_members (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies,
  user_id bigint references users,
  first_name varchar(80) not null,
  last_name varchar(80) not null default '',
  email varchar(254),
  email_key varchar(254),
  mobile_phone varchar(16) check (mobile_phone ~ '^\+[1-9][0-9]{5,14}$'),
  mobile_changed_at timestamptz,
  phone varchar(40),
  job_title varchar(100),
  department varchar(100) not null default '',
  manager_id bigint,
  manager_name varchar(160),
  employer varchar(200),
  street varchar(200),
  city varchar(100),
  state varchar(100),
  postcode varchar(20),
  country char(2),
  enabled boolean not null default true,
  onboard_on date,
  offboard_at timestamptz,
  account_action text check (account_action in ('onboard_requested', 'onboard_approved', 'onboarding_in_progress',
    'onboarded', 'offboard_requested', 'offboard_approved', 'offboard_scheduled', 'offboarded')),
  action_before text check (action_before in ('onboarded', 'offboarded')),
  action_requested_by_user_id bigint references users,
  action_at timestamptz,
  note varchar(2000),
  source text not null default 'manual' check (source in ('manual', 'syncro', 'microsoft365', 'csv')),
  missing_since timestamptz,
  archived_at timestamptz,
  erased_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search_text text generated always as (' ' || lower(first_name || ' ' || last_name || ' ' || coalesce(email, '') || ' '
    || coalesce(mobile_phone, '') || ' ' || regexp_replace(coalesce(phone, ''), '[^0-9+]', '', 'g'))) stored,
  unique (company_id, id),
  foreign key (company_id, user_id) references memberships (company_id, user_id),
  foreign key (company_id, manager_id) references staff_members (company_id, id),
  check ((email is null) = (email_key is null)),
  check (manager_id <> id),
  check (account_action <> 'offboard_scheduled' or offboard_at is not null)
);
comment on column staff_members.note is 'The provider''s own: members have no grant on it.';
comment on column staff_members.action_before is 'Where a request that is declined or withdrawn goes back to; null: to no action.';
comment on column staff_members.manager_name is 'As an import named the manager, who may not be in the directory.';
create unique index staff_members_email on staff_members (company_id, email_key) where email_key is not null and archived_at is null;
create unique index staff_members_person on staff_members (company_id, user_id) where user_id is not null and archived_at is null;
-- Lists of one company walk the first of each pair, lists over all of them the second.
create index staff_members_name on staff_members (company_id, lower(last_name), lower(first_name), id);
create index staff_members_name_all on staff_members (lower(last_name), lower(first_name), id);
create index staff_members_department on staff_members (company_id, department, lower(last_name), id);
create index staff_members_department_all on staff_members (department, lower(last_name), id);
create index staff_members_action on staff_members (company_id, account_action, id);
create index staff_members_newest on staff_members (company_id, created_at desc, id desc);
create index staff_members_newest_all on staff_members (created_at desc, id desc);
create index staff_members_leaving on staff_members (company_id, (coalesce(offboard_at, 'infinity')), id);
create index staff_members_leaving_all on staff_members ((coalesce(offboard_at, 'infinity')), id);
create index staff_members_mobile on staff_members (mobile_phone) where mobile_phone is not null;
create index staff_members_address on staff_members (email_key) where email_key is not null;
create index staff_members_user on staff_members (user_id);
create index staff_members_manager on staff_members (company_id, manager_id) where manager_id is not null;
create index staff_members_asked_by on staff_members (action_requested_by_user_id) where action_requested_by_user_id is not null;
create index staff_members_due on staff_members (offboard_at) where account_action = 'offboard_scheduled';
create index staff_members_archived on staff_members (archived_at) where archived_at is not null and erased_at is null;
create index staff_members_search on staff_members using gin (search_text public.gin_trgm_ops);
select protect_company_table('staff_members', '', 'select, insert, update');
grant select (id, company_id, user_id, first_name, last_name, email, email_key, mobile_phone, mobile_changed_at, phone,
  job_title, department, manager_id, manager_name, employer, street, city, state, postcode, country, enabled, onboard_on,
  offboard_at, account_action, action_before, action_requested_by_user_id, action_at, source, missing_since, archived_at,
  version, created_at, updated_at) on staff_members to portal_member;
grant insert (company_id, first_name, last_name, email, email_key, mobile_phone, mobile_changed_at, phone, job_title,
  department, manager_id, manager_name, employer, street, city, state, postcode, country, enabled, onboard_on, source)
  on staff_members to portal_member;
grant update (user_id, first_name, last_name, email, email_key, mobile_phone, mobile_changed_at, phone, job_title,
  department, manager_id, manager_name, employer, street, city, state, postcode, country, enabled, onboard_on, offboard_at,
  account_action, action_before, action_requested_by_user_id, action_at, archived_at, version, updated_at)
  on staff_members to portal_member;

-- A trigram index is not used under a policy (companies §4.3): this looks in it for the caller and applies the scope
-- itself. At most three words, each must be there; a short one at the start of a word. The first p_limit by name.
create function staff_search(p_company_id bigint, p_words text[], p_limit int, p_department text default null)
  returns table (id bigint) language plpgsql stable security definer set search_path = myportal, public, pg_temp
  set plan_cache_mode = force_custom_plan as $$
declare
  is_all boolean := p_company_id is null and portal_all_companies();
  reached bigint[] := portal_company_ids();
  w text[] := array(select case when length(x) < 3 then '% ' else '%' end
    || replace(replace(replace(lower(x), '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(p_words[1:3]) x);
  w1 text := w[1];
  w2 text := w[2];
  w3 text := w[3];
begin
  if p_company_id is not null then
    if not portal_all_companies() and not p_company_id = any (reached) then return; end if;
    reached := array[p_company_id];
  end if;
  return query select s.id from staff_members s
    where (is_all or s.company_id = any (reached)) and s.search_text like w1
      and (w2 is null or s.search_text like w2) and (w3 is null or s.search_text like w3)
      and (p_department is null or s.department = p_department)
    order by lower(s.last_name), lower(s.first_name), s.id limit p_limit;
end $$;
revoke execute on function staff_search(bigint, text[], int, text) from public;
grant execute on function staff_search(bigint, text[], int, text) to portal_member, portal_provider;

create table staff_imports (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies,
  mode text not null check (mode in ('check', 'apply')),
  file_id bigint,
  status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed')),
  rows_total int,
  rows_done int not null default 0,
  rows_created int not null default 0,
  rows_updated int not null default 0,
  rows_skipped int not null default 0,
  problems jsonb not null default '[]' check (jsonb_array_length(problems) <= 200),
  created_by_user_id bigint references users,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, file_id) references files (company_id, id)
);
comment on column staff_imports.rows_done is 'Rows of the file that are dealt with: a worker that takes over goes on behind them.';
create index staff_imports_newest on staff_imports (company_id, id desc);
create index staff_imports_file on staff_imports (company_id, file_id);
create index staff_imports_asked_by on staff_imports (created_by_user_id);
create index staff_imports_old on staff_imports (created_at);
select protect_company_table('staff_imports', 'select, insert', 'select, insert, update, delete');

create table staff_verifications (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies,
  staff_member_id bigint not null,
  code_hash bytea,
  destination_hint varchar(8) not null,
  requested_by_user_id bigint not null references users,
  subject_type varchar(40),
  subject_id bigint,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  confirmed_by_user_id bigint references users,
  voided_at timestamptz,
  failure varchar(40),
  unique (company_id, id),
  foreign key (company_id, staff_member_id) references staff_members (company_id, id),
  check ((confirmed_at is null) = (confirmed_by_user_id is null))
);
comment on column staff_verifications.code_hash is 'HMAC of the code that the job made, sent and forgot.';
create unique index staff_verifications_open on staff_verifications (staff_member_id)
  where confirmed_at is null and voided_at is null;
create index staff_verifications_member on staff_verifications (staff_member_id, id desc);
create index staff_verifications_company on staff_verifications (company_id, staff_member_id);
create index staff_verifications_asked on staff_verifications (requested_by_user_id, created_at desc);
create index staff_verifications_asked_by on staff_verifications (requested_by_user_id);
create index staff_verifications_confirmed_by on staff_verifications (confirmed_by_user_id);
create index staff_verifications_old on staff_verifications (created_at);
select protect_company_table('staff_verifications', '', 'select, insert, update, delete');
