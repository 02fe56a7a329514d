-- The desk (tickets §2, stage 1). A ticket's number is its id.
create table ticket_statuses (
  key varchar(32) primary key check (key ~ '^[a-z][a-z0-9_]{0,31}$'),
  label varchar(40) not null,
  public_label varchar(40) not null,
  kind text not null check (kind in ('open', 'pending', 'resolved', 'closed')),
  color varchar(20) not null default 'neutral',
  position int not null,
  pauses_sla boolean not null default false,
  is_default boolean not null default false,
  is_active boolean not null default true,
  unique (key, kind),
  check (not is_default or kind = 'open')
);
create unique index ticket_statuses_default on ticket_statuses (is_default) where is_default;
insert into ticket_statuses (key, label, public_label, kind, color, position, pauses_sla, is_default) values
  ('open', 'Open', 'Open', 'open', 'info', 1, false, true),
  ('in_progress', 'In progress', 'Being worked on', 'open', 'info', 2, false, false),
  ('pending', 'Waiting for customer', 'Waiting for you', 'pending', 'waiting', 3, true, false),
  ('resolved', 'Resolved', 'Solved', 'resolved', 'success', 4, false, false),
  ('closed', 'Closed', 'Closed', 'closed', 'neutral', 5, false, false);

create table ticket_priorities (
  key varchar(32) primary key,
  label varchar(40) not null,
  rank smallint not null unique check (rank between 1 and 99),
  color varchar(20) not null default 'neutral',
  is_public boolean not null default true,
  is_default boolean not null default false,
  is_active boolean not null default true,
  unique (key, rank)
);
create unique index ticket_priorities_default on ticket_priorities (is_default) where is_default;
insert into ticket_priorities (key, label, rank, color, is_public, is_default) values
  ('low', 'Low', 10, 'neutral', true, false), ('normal', 'Normal', 20, 'info', true, true),
  ('high', 'High', 30, 'warning', true, false), ('urgent', 'Urgent', 40, 'danger', false, false);

create table ticket_categories (
  id bigint generated always as identity primary key,
  name varchar(64) not null,
  is_public boolean not null default true,
  default_priority varchar(32) references ticket_priorities,
  position int not null default 0,
  is_active boolean not null default true
);
create unique index ticket_categories_name on ticket_categories (lower(name));
create index ticket_categories_priority on ticket_categories (default_priority);

create table tickets (
  id bigint generated always as identity (start with 1001) primary key,
  company_id bigint references companies,
  requester_user_id bigint references users,
  requester_email varchar(254),
  requester_name varchar(160),
  created_by_user_id bigint references users,
  source text not null check (source in ('portal', 'desk', 'email', 'api', 'import', 'automation', 'form')),
  subject varchar(255) not null check (length(subject) >= 1),
  status varchar(32) not null,
  status_kind text not null,
  priority varchar(32) not null,
  priority_rank smallint not null,
  category_id bigint references ticket_categories,
  external_reference varchar(128),
  assigned_user_id bigint references users,
  reply_count int not null default 0,
  attachment_count int not null default 0,
  last_reply_side text check (last_reply_side in ('customer', 'staff')),
  needs_answer_since timestamptz,
  first_replied_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  reopened_count int not null default 0,
  field_versions jsonb not null default '{}',
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  public_updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  deleted_by_user_id bigint references users,
  unique (company_id, id),
  foreign key (status, status_kind) references ticket_statuses (key, kind),
  foreign key (priority, priority_rank) references ticket_priorities (key, rank),
  check ((resolved_at is not null) = (status_kind in ('resolved', 'closed'))),
  check ((closed_at is not null) = (status_kind = 'closed'))
);
comment on column tickets.updated_at is 'Last change that staff can see; public_updated_at: that customers can see.';
create index tickets_updated on tickets (updated_at desc, id desc) where deleted_at is null;
create index tickets_created on tickets (created_at desc, id desc) where deleted_at is null;
create index tickets_open on tickets (updated_at desc, id desc) where status_kind in ('open', 'pending') and deleted_at is null;
create index tickets_priority_open on tickets (priority_rank desc, updated_at desc, id desc)
  where status_kind in ('open', 'pending') and deleted_at is null;
create index tickets_assignee on tickets (assigned_user_id, updated_at desc, id desc)
  where status_kind in ('open', 'pending') and deleted_at is null;
create index tickets_assigned_user on tickets (assigned_user_id);
create index tickets_status on tickets (status, status_kind, updated_at desc, id desc);
create index tickets_priority on tickets (priority, priority_rank);
create index tickets_category on tickets (category_id, updated_at desc, id desc);
create index tickets_company_updated on tickets (company_id, updated_at desc, id desc) where deleted_at is null;
create index tickets_company_public on tickets (company_id, public_updated_at desc, id desc) where deleted_at is null;
create index tickets_company_created on tickets (company_id, created_at desc, id desc) where deleted_at is null;
create index tickets_requester on tickets (requester_user_id, public_updated_at desc, id desc) where requester_user_id is not null;
create index tickets_created_by on tickets (created_by_user_id);
create index tickets_deleted on tickets (deleted_at) where deleted_at is not null;
create index tickets_deleted_by on tickets (deleted_by_user_id) where deleted_by_user_id is not null;

create table ticket_replies (
  id bigint generated always as identity primary key,
  company_id bigint,
  ticket_id bigint not null references tickets,
  origin_ticket_id bigint not null references tickets,
  kind text not null check (kind in ('request', 'reply', 'note', 'auto')),
  is_internal boolean generated always as (kind in ('note', 'auto')) stored,
  side text not null check (side in ('customer', 'staff', 'system')),
  author_user_id bigint references users,
  author_name varchar(160) not null default '',
  author_email varchar(254),
  source text not null check (source in ('portal', 'desk', 'email', 'api', 'import', 'automation', 'form')),
  body_source text,
  body_format text not null default 'markdown' check (body_format in ('markdown', 'html', 'text')),
  body_html text not null,
  body_text text not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  deleted_by_user_id bigint references users,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, ticket_id) references tickets (company_id, id) deferrable initially deferred,
  foreign key (company_id, origin_ticket_id) references tickets (company_id, id) deferrable initially deferred
);
create unique index ticket_replies_request on ticket_replies (origin_ticket_id) where kind = 'request';
create index ticket_replies_ticket on ticket_replies (ticket_id, created_at, id);
create index ticket_replies_company_ticket on ticket_replies (company_id, ticket_id);
create index ticket_replies_origin on ticket_replies (origin_ticket_id);
create index ticket_replies_company_origin on ticket_replies (company_id, origin_ticket_id);
create index ticket_replies_author on ticket_replies (author_user_id);
create index ticket_replies_deleted_by on ticket_replies (deleted_by_user_id) where deleted_by_user_id is not null;

create table ticket_watchers (
  id bigint generated always as identity primary key,
  company_id bigint,
  ticket_id bigint not null references tickets,
  kind text not null check (kind in ('requester', 'cc', 'follower')),
  user_id bigint references users,
  email varchar(254),
  name varchar(160),
  muted_at timestamptz,
  added_by_user_id bigint references users,
  created_at timestamptz not null default now(),
  unique (ticket_id, user_id),
  unique (company_id, id),
  foreign key (company_id, ticket_id) references tickets (company_id, id) deferrable initially deferred,
  check ((user_id is not null) <> (email is not null))
);
create unique index ticket_watchers_email on ticket_watchers (ticket_id, email) where email is not null;
create index ticket_watchers_user on ticket_watchers (user_id, ticket_id);
create index ticket_watchers_company_ticket on ticket_watchers (company_id, ticket_id);
create index ticket_watchers_added_by on ticket_watchers (added_by_user_id);

create table ticket_attachments (
  id bigint generated always as identity primary key,
  company_id bigint,
  ticket_id bigint not null references tickets,
  reply_id bigint not null references ticket_replies,
  file_id bigint not null references files,
  is_internal boolean not null default false,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, ticket_id) references tickets (company_id, id) deferrable initially deferred,
  foreign key (company_id, reply_id) references ticket_replies (company_id, id) deferrable initially deferred,
  foreign key (company_id, file_id) references files (company_id, id) deferrable initially deferred
);
create index ticket_attachments_ticket on ticket_attachments (ticket_id);
create index ticket_attachments_reply on ticket_attachments (reply_id);
create index ticket_attachments_file on ticket_attachments (file_id);
create index ticket_attachments_company_ticket on ticket_attachments (company_id, ticket_id);
create index ticket_attachments_company_reply on ticket_attachments (company_id, reply_id);
create index ticket_attachments_company_file on ticket_attachments (company_id, file_id);

create table ticket_uploads (
  user_id bigint not null references users,
  file_id bigint not null references files,
  created_at timestamptz not null default now(),
  primary key (user_id, file_id)
);
comment on table ticket_uploads is 'Files sent but not yet attached; only their uploader may attach them, once. Swept after 24 h.';
create index ticket_uploads_file on ticket_uploads (file_id);
create index ticket_uploads_created_at on ticket_uploads (created_at);

create table ticket_reads (
  user_id bigint not null references users,
  ticket_id bigint not null references tickets,
  last_reply_id bigint not null,
  read_at timestamptz not null default now(),
  primary key (user_id, ticket_id)
);
create index ticket_reads_ticket on ticket_reads (ticket_id);

grant select on ticket_statuses, ticket_priorities, ticket_categories to portal_member, portal_provider;
grant insert, update, delete on ticket_statuses, ticket_priorities, ticket_categories to portal_provider;

select protect_company_table('tickets', 'select, insert, update', 'select, insert, update'),
  protect_company_table('ticket_replies', 'select, insert, update', 'select, insert, update'),
  protect_company_table('ticket_watchers'), protect_company_table('ticket_attachments', 'select, insert', 'select, insert, delete'),
  protect_person_table('ticket_uploads'), protect_person_table('ticket_reads');

-- People without a company see their own tickets, and what belongs to those.
create policy person_without_company on tickets to portal_member
  using (company_id is null and requester_user_id = portal_user_id())
  with check (company_id is null and requester_user_id = portal_user_id());
create policy person_without_company on ticket_replies to portal_member
  using (company_id is null and exists (select from tickets t where t.id = ticket_id and t.company_id is null))
  with check (company_id is null and exists (select from tickets t where t.id = ticket_id and t.company_id is null));
create policy person_without_company on ticket_watchers to portal_member
  using (company_id is null and exists (select from tickets t where t.id = ticket_id and t.company_id is null))
  with check (company_id is null and exists (select from tickets t where t.id = ticket_id and t.company_id is null));
create policy person_without_company on ticket_attachments to portal_member
  using (company_id is null and exists (select from tickets t where t.id = ticket_id and t.company_id is null))
  with check (company_id is null and exists (select from tickets t where t.id = ticket_id and t.company_id is null));

-- What the desk attached to the ticket of a person without a company is theirs to read.
create policy ticket_without_company on files for select to portal_member
  using (company_id is null and exists (select from ticket_attachments a where a.file_id = files.id));

-- Narrower, for everybody who serves: nothing deleted; for customers: nothing internal.
create policy not_deleted on tickets as restrictive to portal_member, portal_provider
  using (deleted_at is null) with check (deleted_at is null);
create policy nothing_internal on ticket_replies as restrictive to portal_member
  using (not is_internal) with check (not is_internal);
create policy nothing_internal on ticket_attachments as restrictive to portal_member
  using (not is_internal) with check (not is_internal);
create policy visible_watchers on ticket_watchers as restrictive to portal_member
  using (kind in ('requester', 'cc') or user_id = portal_user_id())
  with check (kind in ('requester', 'cc') or user_id = portal_user_id());
