-- How the connections to other systems do (integrations §2, §4.3).
create table integration_health (
  slug varchar(40) primary key,
  last_used_at timestamptz,
  last_success_at timestamptz,
  last_error_at timestamptz,
  last_error_code varchar(40),
  last_error varchar(500),
  consecutive_failures int not null default 0,
  failing_since timestamptz,
  failing_told_at timestamptz,
  paused_until timestamptz
);
comment on column integration_health.failing_told_at is 'Super administrators were told that it fails; they are told when it works again.';
alter table integration_health enable row level security;
alter table integration_health force row level security;
create policy owner_all on integration_health to portal_owner using (true) with check (true);
create policy provider_all on integration_health to portal_provider using ((select portal_all_companies()))
  with check ((select portal_all_companies()));
grant select, insert, update, delete on integration_health to portal_provider;
