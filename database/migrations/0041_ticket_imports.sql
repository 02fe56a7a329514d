-- Tickets that come from elsewhere, and what the portal asks Syncro (tickets §4.11, integrations §4.5).
create table ticket_imports (
  id bigint generated always as identity primary key,
  source varchar(40) not null check (source ~ '^[a-z0-9][a-z0-9_-]*$'),
  mode text not null check (mode in ('check', 'apply')),
  format text not null check (format in ('csv', 'json', 'ndjson')),
  mapping jsonb not null default '{}' check (jsonb_typeof(mapping) = 'object'),
  for_company_id bigint references companies on delete set null,
  file_id bigint references files,
  file_name varchar(150) not null,
  byte_size bigint not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'finished', 'failed', 'cancelled')),
  rows_done int not null default 0,
  bytes_done bigint not null default 0,
  created int not null default 0,
  updated int not null default 0,
  skipped int not null default 0,
  refused int not null default 0,
  problems jsonb not null default '[]' check (jsonb_array_length(problems) <= 100),
  sample jsonb not null default '[]' check (jsonb_array_length(sample) <= 20),
  requested_by_user_id bigint references users,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on column ticket_imports.for_company_id is 'Whose tickets those are that name no company.';
comment on column ticket_imports.rows_done is 'Rows of the file that are dealt with: who takes over goes on behind them.';
create unique index ticket_imports_open on ticket_imports (source) where status in ('queued', 'running');
create index ticket_imports_source on ticket_imports (source, id desc);
create index ticket_imports_company on ticket_imports (for_company_id);
create index ticket_imports_file on ticket_imports (file_id);
create index ticket_imports_asked_by on ticket_imports (requested_by_user_id);
create index ticket_imports_old on ticket_imports (created_at);

create table ticket_import_keys (
  source varchar(40) not null,
  kind text not null check (kind in ('ticket', 'reply')),
  external_id varchar(200) not null,
  ticket_id bigint not null references tickets on delete cascade,
  reply_id bigint references ticket_replies on delete cascade,
  checksum bytea not null check (octet_length(checksum) = 16),
  primary key (source, kind, external_id),
  check ((kind = 'reply') = (reply_id is not null))
);
comment on table ticket_import_keys is 'What a thing is called where it came from: it makes a repeat harmless.';
create index ticket_import_keys_ticket on ticket_import_keys (ticket_id);
create index ticket_import_keys_reply on ticket_import_keys (reply_id) where reply_id is not null;

create table ticket_exports (
  id bigint generated always as identity primary key,
  user_id bigint not null references users,
  format text not null check (format in ('csv', 'ndjson')),
  with_replies boolean not null,
  query jsonb not null,
  created_at timestamptz not null default now()
);
create index ticket_exports_user on ticket_exports (user_id, id desc);
create index ticket_exports_old on ticket_exports (created_at);
select protect_person_table('ticket_exports');
create policy old_exports on ticket_exports for select to portal_system using (true);
create policy old_exports_go on ticket_exports for delete to portal_system using (true);
grant select, delete on ticket_exports to portal_system;

create table integration_settings (
  slug varchar(40) primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  enabled boolean not null default false,
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  secrets jsonb not null default '{}' check (jsonb_typeof(secrets) = 'object'),
  version int not null default 1,
  updated_by_user_id bigint references users,
  updated_at timestamptz not null default now()
);
comment on column integration_settings.secrets is 'name → {ciphertext (base64), key_id, set_at}; never in an answer, an event or a log.';
create index integration_settings_updated_by on integration_settings (updated_by_user_id);

create table integration_checks (
  id bigint generated always as identity primary key,
  slug varchar(40) not null,
  requested_by_user_id bigint references users,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  ok boolean,
  steps jsonb not null default '[]'
);
create unique index integration_checks_running on integration_checks (slug) where finished_at is null;
create index integration_checks_newest on integration_checks (slug, id desc);
create index integration_checks_asked_by on integration_checks (requested_by_user_id);
create index integration_checks_old on integration_checks (started_at);

create table integration_rate_slots (
  slug varchar(40) primary key,
  next_slot_at timestamptz not null default now()
);

create table sync_runs (
  id bigint generated always as identity primary key,
  slug varchar(40) not null,
  kind varchar(40) not null,
  mode text not null check (mode in ('single', 'range', 'all')),
  arguments jsonb not null default '{}',
  status text not null default 'queued' check (status in ('queued', 'running', 'finished', 'failed', 'cancelled')),
  cursor bigint not null default 0,
  total int,
  fetched int not null default 0,
  created int not null default 0,
  updated int not null default 0,
  skipped int not null default 0,
  failed_items int not null default 0,
  failures_in_row int not null default 0,
  problems jsonb not null default '[]' check (jsonb_array_length(problems) <= 100),
  requested_by_user_id bigint references users,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on column sync_runs.cursor is 'The page (all) or the number (range) that is dealt with; who takes over goes on behind it.';
create unique index sync_runs_open on sync_runs (slug, kind) where status in ('queued', 'running');
create index sync_runs_newest on sync_runs (slug, id desc);
create index sync_runs_asked_by on sync_runs (requested_by_user_id);
create index sync_runs_old on sync_runs (started_at);

-- None of it is a customer's; only who reaches all companies sees it.
do $$ declare name text; begin
  foreach name in array array['ticket_imports', 'ticket_import_keys', 'integration_settings', 'integration_checks',
    'integration_rate_slots', 'sync_runs'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy owner_all on %I to portal_owner using (true) with check (true)', name);
    execute format('create policy provider_all on %I to portal_provider using ((select portal_all_companies()))
      with check ((select portal_all_companies()))', name);
    execute format('grant select, insert, update, delete on %I to portal_provider', name);
  end loop;
end $$;
