-- What the desk keeps of a ticket beyond its first form (tickets §2, stage 1): SLA clocks, tags, people of the directory.
create table ticket_calendars (
  id bigint generated always as identity primary key,
  name varchar(60) not null,
  time_zone varchar(64) not null,
  hours jsonb not null default '{}' check (jsonb_typeof(hours) = 'object'),
  is_default boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column ticket_calendars.hours is '{mon: [["09:00", "17:30"]], …} in the calendar''s own zone; {} is around the clock.';
create unique index ticket_calendars_name on ticket_calendars (lower(name));
create unique index ticket_calendars_default on ticket_calendars (is_default) where is_default;

create table ticket_calendar_holidays (
  calendar_id bigint not null references ticket_calendars on delete cascade,
  day date not null,
  name varchar(80) not null,
  primary key (calendar_id, day)
);

create table ticket_sla_policies (
  id bigint generated always as identity primary key,
  name varchar(60) not null,
  calendar_id bigint not null references ticket_calendars,
  is_default boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index ticket_sla_policies_name on ticket_sla_policies (lower(name));
create unique index ticket_sla_policies_default on ticket_sla_policies (is_default) where is_default;
create index ticket_sla_policies_calendar on ticket_sla_policies (calendar_id);

create table ticket_sla_targets (
  policy_id bigint not null references ticket_sla_policies on delete cascade,
  priority varchar(32) not null references ticket_priorities,
  first_reply_minutes int check (first_reply_minutes between 1 and 525600),
  resolve_minutes int check (resolve_minutes between 1 and 525600),
  primary key (policy_id, priority)
);
create index ticket_sla_targets_priority on ticket_sla_targets (priority);

create table ticket_sla_assignments (
  company_id bigint primary key references companies on delete cascade,
  policy_id bigint not null references ticket_sla_policies
);
create index ticket_sla_assignments_policy on ticket_sla_assignments (policy_id);

create table ticket_tags (
  id bigint generated always as identity primary key,
  slug varchar(48) not null unique check (slug ~ '^[[:alnum:]]([[:alnum:]_.-]*[[:alnum:]])?$' and slug = lower(slug)),
  created_at timestamptz not null default now()
);

create table ticket_taggings (
  ticket_id bigint not null references tickets,
  tag_id bigint not null references ticket_tags,
  company_id bigint,
  source text not null default 'person' check (source in ('person', 'rule', 'model')),
  created_at timestamptz not null default now(),
  primary key (ticket_id, tag_id),
  foreign key (company_id, ticket_id) references tickets (company_id, id) deferrable initially deferred
);
create index ticket_taggings_tag on ticket_taggings (tag_id, ticket_id);
create index ticket_taggings_company_ticket on ticket_taggings (company_id, ticket_id);

alter table tickets
  add column module_slug varchar(64) check (module_slug ~ '^[a-z0-9-]{1,64}$'),
  add column requester_staff_member_id bigint,
  add column sla_policy_id bigint references ticket_sla_policies,
  add column sla_started_at timestamptz,
  add column sla_paused_at timestamptz,
  add column sla_paused_seconds int not null default 0 check (sla_paused_seconds >= 0),
  add column first_reply_due_at timestamptz,
  add column resolve_due_at timestamptz,
  add column next_due_at timestamptz,
  add column next_alert_at timestamptz,
  add column first_reply_mark text check (first_reply_mark in ('warned', 'breached')),
  add column resolve_mark text check (resolve_mark in ('warned', 'breached')),
  add column imported_version int,
  add foreign key (company_id, requester_staff_member_id) references staff_members (company_id, id);
comment on column tickets.next_due_at is 'The earliest unmet promise; null while the clock stands or all is kept (tickets §4.7).';
comment on column tickets.next_alert_at is 'When 80 or 100 percent of an unmet promise will be used.';
comment on column tickets.imported_version is 'The version an import left: fields changed since are people''s, and stay.';
create index tickets_requester_staff_member on tickets (company_id, requester_staff_member_id);
create index tickets_requester_email on tickets (requester_email) where requester_user_id is null;
create index tickets_sla_policy on tickets (sla_policy_id) where sla_policy_id is not null;
create index tickets_next_due on tickets (next_due_at, id) where next_due_at is not null and deleted_at is null;
create index tickets_needs_answer on tickets (needs_answer_since, id) where needs_answer_since is not null and deleted_at is null;
create index tickets_next_alert on tickets (next_alert_at) where next_alert_at is not null;
create index tickets_resolved on tickets (resolved_at) where status_kind = 'resolved';

alter table ticket_replies
  add column quoted_html text,
  add column is_unverified boolean not null default false;
comment on column ticket_replies.is_unverified is 'Came by mail from a sender that nothing proves.';

alter table ticket_watchers
  add column staff_member_id bigint,
  drop constraint ticket_watchers_check,
  add constraint ticket_watchers_one_person check (num_nonnulls(user_id, staff_member_id, email) = 1),
  add foreign key (company_id, staff_member_id) references staff_members (company_id, id);
create unique index ticket_watchers_staff_member on ticket_watchers (ticket_id, staff_member_id) where staff_member_id is not null;
create index ticket_watchers_company_staff_member on ticket_watchers (company_id, staff_member_id);
create index ticket_watchers_address on ticket_watchers (email) where email is not null;

alter table ticket_attachments add column content_id varchar(255);

grant select on ticket_calendars, ticket_calendar_holidays, ticket_sla_policies, ticket_sla_targets
  to portal_member, portal_provider, portal_system;
grant insert, update, delete on ticket_calendars, ticket_calendar_holidays, ticket_sla_policies, ticket_sla_targets,
  ticket_tags to portal_provider;
grant select on ticket_tags to portal_provider;
select protect_company_table('ticket_sla_assignments', 'select', 'select, insert, update, delete'),
  protect_company_table('ticket_taggings', '', 'select, insert, delete');
