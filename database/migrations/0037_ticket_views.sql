-- Saved views of the desk, changes of many tickets at once, and the lists' further indexes (tickets §2, §4.5).
create table ticket_views (
  id bigint generated always as identity primary key,
  owner_user_id bigint references users on delete cascade,
  name varchar(60) not null,
  query jsonb not null default '{}' check (jsonb_typeof(query) = 'object'),
  columns text[] not null default '{}' check (cardinality(columns) <= 20),
  group_by varchar(32),
  position int not null default 0,
  is_system boolean not null default false check (not is_system or owner_user_id is null),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column ticket_views.owner_user_id is 'Null: shared by the whole desk.';
comment on column ticket_views.query is 'A valid query of the list of tickets: filters and sort.';
create unique index ticket_views_name on ticket_views (owner_user_id, lower(name)) nulls not distinct;
insert into ticket_views (name, query, position, is_system) values
  ('My open', '{"status_kind": ["open", "pending"], "assigned_user_id": ["me"]}', 1, true),
  ('Unassigned', '{"status_kind": ["open", "pending"], "assigned_user_id": ["null"]}', 2, true),
  ('Needs an answer', '{"needs_answer": true, "sort": "needs_answer_since"}', 3, true),
  ('Due next', '{"sort": "next_due_at"}', 4, true),
  ('All open', '{"status_kind": ["open", "pending"]}', 5, true),
  ('Waiting for customer', '{"status_kind": ["pending"]}', 6, true),
  ('Recently solved', '{"status_kind": ["resolved"]}', 7, true);
select protect_table('ticket_views');
create policy own_or_shared on ticket_views to portal_provider
  using (owner_user_id is null or owner_user_id = portal_user_id())
  with check ((owner_user_id is null or owner_user_id = portal_user_id()) and not is_system);
grant select, insert, update, delete on ticket_views to portal_provider;

create table ticket_bulk_changes (
  id bigint generated always as identity primary key,
  user_id bigint not null references users,
  action jsonb not null,
  filter jsonb,
  ticket_ids bigint[] not null,
  company_ids bigint[],
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'undone')),
  total int not null,
  done int not null default 0,
  skipped jsonb not null default '[]',
  failed jsonb not null default '[]',
  before jsonb not null default '[]',
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  undone_at timestamptz
);
comment on column ticket_bulk_changes.before is '[{id, from: {field: value}, to: {field: value}}]: what Undo puts back, as far as it still holds the new value.';
comment on column ticket_bulk_changes.filter is 'How the tickets were found; null for named ones. ticket_ids are those that matched then.';
comment on column ticket_bulk_changes.company_ids is 'The customers its person was allowed to see when it began; null: all of them.';
create index ticket_bulk_changes_user on ticket_bulk_changes (user_id, id desc);
create index ticket_bulk_changes_created_at on ticket_bulk_changes (created_at);
select protect_table('ticket_bulk_changes');
create policy own on ticket_bulk_changes to portal_provider using (user_id = portal_user_id()) with check (user_id = portal_user_id());
create policy swept on ticket_bulk_changes to portal_system using (true);
grant select, insert, update, delete on ticket_bulk_changes to portal_provider;
grant select, delete on ticket_bulk_changes to portal_system;

-- What is open of a company is little of all it ever asked.
create index tickets_company_open on tickets (company_id, updated_at desc, id desc)
  where status_kind in ('open', 'pending') and deleted_at is null;
create index tickets_company_public_open on tickets (company_id, public_updated_at desc, id desc)
  where status_kind in ('open', 'pending') and deleted_at is null;

-- Whose a tag is moves with its ticket.
grant update (company_id) on ticket_taggings to portal_provider;
