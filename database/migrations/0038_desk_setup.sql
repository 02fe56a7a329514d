-- What sets up the desk is edited by people: it has versions; a status that is being emptied says where its tickets go.
alter table ticket_statuses
  add column moving_to varchar(32) references ticket_statuses,
  add column version int not null default 1,
  add column created_at timestamptz not null default now(),
  add column updated_at timestamptz not null default now();
comment on column ticket_statuses.moving_to is 'Being removed: a job moves its tickets into this one, 500 at a time.';
create index ticket_statuses_moving_to on ticket_statuses (moving_to) where moving_to is not null;
-- Deleted tickets are out of everybody's sight, and yet have a status.
create function retire_ticket_status(gone text, instead text) returns void language sql security definer
  set search_path = myportal, pg_temp as $$
  update tickets t set status = s.key, status_kind = s.kind,
    resolved_at = case when s.kind in ('resolved', 'closed') then coalesce(t.resolved_at, now()) end,
    closed_at = case when s.kind = 'closed' then coalesce(t.closed_at, now()) end
  from ticket_statuses s where s.key = instead and t.status = gone and t.deleted_at is not null $$;
revoke execute on function retire_ticket_status(text, text) from public;
grant execute on function retire_ticket_status(text, text) to portal_provider;
alter table ticket_priorities
  add column version int not null default 1,
  add column created_at timestamptz not null default now(),
  add column updated_at timestamptz not null default now(),
  add constraint ticket_priorities_key check (key ~ '^[a-z][a-z0-9_]{0,31}$');
alter table ticket_categories
  add column version int not null default 1,
  add column created_at timestamptz not null default now(),
  add column updated_at timestamptz not null default now();
alter table ticket_tags
  add column version int not null default 1,
  add column updated_at timestamptz not null default now();

-- Texts that the desk says often: everybody's, or one person's own.
create table ticket_canned_replies (
  id bigint generated always as identity primary key,
  owner_user_id bigint references users,
  title varchar(80) not null,
  shortcut varchar(30) not null check (shortcut ~ '^[a-z0-9][a-z0-9_-]*$'),
  body text not null check (length(body) between 1 and 20000),
  category_id bigint references ticket_categories,
  used_count int not null default 0,
  archived_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column ticket_canned_replies.owner_user_id is 'null: shared by the whole desk.';
create unique index ticket_canned_replies_shortcut on ticket_canned_replies (owner_user_id, lower(shortcut)) nulls not distinct
  where archived_at is null;
create index ticket_canned_replies_title on ticket_canned_replies (lower(title), id) where archived_at is null;
create index ticket_canned_replies_category on ticket_canned_replies (category_id) where category_id is not null;
select protect_table('ticket_canned_replies');
create policy shared_or_own on ticket_canned_replies to portal_provider
  using (owner_user_id is null or owner_user_id = portal_user_id())
  with check (owner_user_id is null or owner_user_id = portal_user_id());
grant select, insert, update, delete on ticket_canned_replies to portal_provider;
