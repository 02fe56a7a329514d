-- What members ask for: somebody comes, somebody leaves. The entry says where they stand; this row says who asked,
-- and what became of it, also for those who may not read the directory (companies §4.8).
create table staff_requests (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies on delete cascade,
  staff_member_id bigint not null,
  kind text not null check (kind in ('onboard', 'offboard')),
  status text not null default 'open' check (status in ('open', 'approved', 'declined', 'withdrawn', 'done')),
  requested_by_user_id bigint not null references users,
  note varchar(1000),
  answer varchar(1000),
  decided_by_user_id bigint references users,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, staff_member_id) references staff_members (company_id, id) on delete cascade
);
comment on column staff_requests.answer is 'What whoever approved, declined or carried it out said last.';
create unique index staff_requests_open on staff_requests (staff_member_id) where status in ('open', 'approved');
create index staff_requests_person on staff_requests (company_id, staff_member_id);
create index staff_requests_mine on staff_requests (requested_by_user_id, id desc);
create index staff_requests_waiting on staff_requests (company_id, status, id desc);
create index staff_requests_decided_by on staff_requests (decided_by_user_id) where decided_by_user_id is not null;
create index staff_requests_old on staff_requests (created_at);
select protect_company_table('staff_requests', 'select, insert, update', 'select, insert, update, delete');
insert into staff_requests (company_id, staff_member_id, kind, status, requested_by_user_id, created_at)
  select company_id, id, split_part(account_action, '_', 1),
    case when account_action like '%requested' then 'open' else 'approved' end,
    action_requested_by_user_id, coalesce(action_at, now())
  from staff_members where action_requested_by_user_id is not null and archived_at is null
    and account_action in ('onboard_requested', 'onboard_approved', 'offboard_requested', 'offboard_approved',
      'offboard_scheduled');

-- Lists of members by name walk an index: what a member is called stands beside the membership. Who has not joined
-- stands there by their address, which is all the company may know of them.
alter table memberships add column sort_name text not null default '';
comment on column memberships.sort_name is 'What lists order by: the name, else the address; kept by triggers.';

create function keep_membership_name() returns trigger
  language plpgsql security definer set search_path = myportal, pg_temp as $$
begin
  new.sort_name := coalesce((select lower(coalesce(case when new.joined_at is not null
      then nullif(trim(u.first_name || ' ' || u.last_name), '') end, u.email)) from users u where u.id = new.user_id), '');
  return new;
end $$;
revoke execute on function keep_membership_name() from public;
create trigger keep_membership_name before insert or update of user_id, joined_at, sort_name on memberships
  for each row execute function keep_membership_name();

create function keep_member_names() returns trigger
  language plpgsql security definer set search_path = myportal, pg_temp as $$
begin
  update memberships set sort_name = '' where user_id = new.id;
  return null;
end $$;
revoke execute on function keep_member_names() from public;
create trigger keep_member_names after update of first_name, last_name, email on users
  for each row when (old.first_name is distinct from new.first_name or old.last_name is distinct from new.last_name
    or old.email is distinct from new.email) execute function keep_member_names();

update memberships set sort_name = '';
create index memberships_by_name on memberships (company_id, sort_name, id);
create index memberships_by_name_all on memberships (sort_name, id);
