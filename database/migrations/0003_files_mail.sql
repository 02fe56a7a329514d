-- Stored files (operations §4.10). The name never touches a path; the key is random.
create table files (
  id bigint generated always as identity primary key,
  company_id bigint,
  kind varchar(40) not null,
  name varchar(150) not null,
  content_type varchar(100) not null,
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  storage_key text not null unique check (storage_key ~ '^[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}$'),
  width int,
  height int,
  created_by_user_id bigint,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id)
);
create index files_deleted on files (deleted_at) where deleted_at is not null;
create index files_created_by on files (created_by_user_id);
select protect_company_table('files', 'select, insert, update', 'select, insert, update');
-- A person without a company keeps files of their own.
create policy person_without_company on files to portal_member
  using (company_id is null and created_by_user_id = portal_user_id())
  with check (company_id is null and created_by_user_id = portal_user_id());
create policy sweep on files to portal_system using (true);
grant select, delete on files to portal_system;

-- Mail that went or would go out (operations §4.16). platform/mail is the only sender.
create table mail_messages (
  id bigint generated always as identity primary key,
  company_id bigint,
  purpose varchar(60) not null,
  is_security boolean not null default false,
  recipient varchar(254) not null,
  recipient_name varchar(150),
  headers jsonb not null default '{}',
  subject varchar(255) not null,
  body_text text not null,
  body_html text,
  file_ids bigint[] not null default '{}' check (cardinality(file_ids) <= 10),
  once_key varchar(200),
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'discarded')),
  attempts int not null default 0,
  next_try_at timestamptz not null default now(),
  expires_at timestamptz,
  last_error_code varchar(60),
  smtp_reply varchar(300),
  delivery_type varchar(60),
  delivery_id bigint,
  request_id varchar(64),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  unique (purpose, once_key)
);
comment on column mail_messages.expires_at is 'End of the link inside: security mail is tried no longer than that.';
create index mail_messages_due on mail_messages (next_try_at, id) where state = 'queued';
create index mail_messages_newest on mail_messages (created_at desc, id desc);
create index mail_messages_state on mail_messages (state, created_at desc, id desc);
select protect_table('mail_messages');
create policy queue on mail_messages to portal_system using (true) with check (true);
grant select, update on mail_messages to portal_system;

create function enqueue_mail(message jsonb) returns bigint language sql security definer
  set search_path = myportal, pg_temp as $$
  insert into mail_messages (company_id, purpose, is_security, recipient, recipient_name, headers, subject, body_text,
    body_html, file_ids, once_key, expires_at, delivery_type, delivery_id, request_id)
  select r.company_id, r.purpose, coalesce(r.is_security, false), r.recipient, r.recipient_name,
    coalesce(r.headers, '{}'), r.subject, r.body_text, r.body_html, coalesce(r.file_ids, '{}'), r.once_key,
    r.expires_at, r.delivery_type, r.delivery_id, r.request_id
  from jsonb_populate_record(null::mail_messages, message) r
  on conflict (purpose, once_key) do nothing
  returning id
$$;
revoke execute on function enqueue_mail(jsonb) from public;
grant execute on function enqueue_mail(jsonb) to portal_identity, portal_member, portal_provider, portal_system;

-- Schedules are rows of ours; each occurrence is one run in the whole cluster, by constraint (events §4).
create table scheduled_tasks (
  id bigint generated always as identity primary key,
  task varchar(100) not null,
  name varchar(100) not null,
  company_id bigint,
  input jsonb not null default '{}' check (pg_column_size(input) <= 8192),
  cron varchar(100) not null,
  time_zone varchar(64) not null default 'UTC',
  missed text not null default 'run_once' check (missed in ('skip', 'run_once')),
  overlap text not null default 'skip' check (overlap in ('skip', 'queue')),
  max_retries smallint not null default 3 check (max_retries between 0 and 10),
  retry_delay_seconds int not null default 60 check (retry_delay_seconds between 1 and 3600),
  timeout_seconds int not null default 900 check (timeout_seconds between 10 and 21600),
  paused_at timestamptz,
  is_system boolean not null default false,
  next_run_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index scheduled_tasks_due on scheduled_tasks (next_run_at) where paused_at is null;
create index scheduled_tasks_name on scheduled_tasks (name, id);
create unique index scheduled_tasks_system on scheduled_tasks (task) where is_system;
select protect_table('scheduled_tasks');
create policy clock on scheduled_tasks to portal_system using (true) with check (true);
create policy provider_company on scheduled_tasks to portal_provider
  using (portal_all_companies() or company_id = any (portal_company_ids()))
  with check (portal_all_companies() or company_id = any (portal_company_ids()));
grant select, insert, update, delete on scheduled_tasks to portal_system, portal_provider;

create table scheduled_task_runs (
  id bigint generated always as identity primary key,
  scheduled_task_id bigint not null references scheduled_tasks on delete cascade,
  company_id bigint,
  due_at timestamptz not null,
  trigger text not null check (trigger in ('schedule', 'missed', 'manual')),
  requested_by_user_id bigint,
  status text not null default 'queued' check (status in
    ('queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled', 'skipped')),
  reason varchar(100),
  attempt smallint not null default 0,
  job_id uuid,
  started_at timestamptz,
  heartbeat_at timestamptz,
  finished_at timestamptz,
  result jsonb check (pg_column_size(result) <= 8192),
  error varchar(4000),
  unique nulls not distinct (scheduled_task_id, company_id, due_at)
);
create unique index scheduled_task_runs_running on scheduled_task_runs (scheduled_task_id, company_id) nulls not distinct
  where status in ('running', 'retrying');
create unique index scheduled_task_runs_queued on scheduled_task_runs (scheduled_task_id, company_id) nulls not distinct
  where status = 'queued';
create index scheduled_task_runs_newest on scheduled_task_runs (scheduled_task_id, id desc);
create index scheduled_task_runs_status on scheduled_task_runs (status, id desc);
select protect_table('scheduled_task_runs');
create policy clock on scheduled_task_runs to portal_system using (true) with check (true);
create policy provider_company on scheduled_task_runs to portal_provider
  using (portal_all_companies() or company_id = any (portal_company_ids()))
  with check (portal_all_companies() or company_id = any (portal_company_ids()));
grant select, insert, update on scheduled_task_runs to portal_system, portal_provider;
