-- Lists of what consumers could not take, newest first, whole or by state or consumer.
create index event_failures_state on event_failures (state, id desc);
create index event_failures_consumer on event_failures (consumer, id desc);

-- Lines that a task writes while it runs; at most 2,000 are kept of each run, the rest is counted (events §2).
create table scheduled_task_log_lines (
  run_id bigint not null references scheduled_task_runs on delete cascade,
  line int not null check (line between 1 and 2000),
  attempt smallint not null,
  level text not null check (level in ('info', 'warn', 'error')),
  message varchar(2000) not null,
  created_at timestamptz not null default now(),
  primary key (run_id, line)
);
select protect_table('scheduled_task_log_lines');
create policy clock on scheduled_task_log_lines to portal_system using (true) with check (true);
create policy provider_run on scheduled_task_log_lines for select to portal_provider
  using (exists (select from scheduled_task_runs r where r.id = run_id));
grant select, insert, delete on scheduled_task_log_lines to portal_system;
grant select on scheduled_task_log_lines to portal_provider;
alter table scheduled_task_runs add column lines_dropped int not null default 0,
  add column created_at timestamptz not null default now(),
  add constraint requested_by foreign key (requested_by_user_id) references users;
grant delete on scheduled_task_runs to portal_system;
create index scheduled_task_runs_requested_by on scheduled_task_runs (requested_by_user_id) where requested_by_user_id is not null;
create index scheduled_task_runs_created on scheduled_task_runs (created_at);
