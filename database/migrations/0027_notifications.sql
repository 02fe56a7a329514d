-- Whom to tell, by which channel (notifications §2). A row belongs to a person, not to the company worked in.

-- Work of the house, as dispatcher and jobs do it: no person and no caller stands behind the transaction.
create function portal_is_house() returns boolean language sql stable parallel safe
  return portal_user_id() is null and portal_actor() = 'system';
grant execute on function portal_is_house() to portal_member, portal_provider;

create table notifications (
  id bigint generated always as identity primary key,
  audience text not null check (audience in ('user', 'email', 'company', 'provider', 'everyone')),
  user_id bigint references users,
  email varchar(254),
  email_name varchar(160),
  company_id bigint references companies,
  event_type varchar(100) not null check (event_type ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$'),
  event_id bigint,
  dedupe_key varchar(100),
  message varchar(2000) not null check (length(message) >= 1),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 24576),
  search_text text not null,
  subject_type varchar(60),
  subject_id bigint,
  link varchar(500) check (link ~ '^/([^/\\]|$)'),
  severity text not null default 'info' check (severity in ('info', 'success', 'warning', 'critical')),
  is_banner boolean not null default false,
  starts_at timestamptz,
  ends_at timestamptz,
  coalesce_key varchar(200),
  read_at timestamptz,
  withdrawn_at timestamptz,
  created_by_user_id bigint references users,
  created_at timestamptz not null default now(),
  unique (user_id, event_type, dedupe_key),
  check ((user_id is not null) = (audience = 'user')),
  check ((email is not null) = (audience = 'email')),
  check (audience <> 'company' or company_id is not null),
  check (audience not in ('provider', 'everyone') or company_id is null),
  check (read_at is null or audience = 'user'),
  check (ends_at > starts_at)
);
comment on column notifications.search_text is 'Message and the values of metadata in lower case: what the search looks into.';
comment on column notifications.withdrawn_at is 'Taken back by who published it; a row of one''s own: dismissed.';
create unique index notifications_email_once on notifications (email, event_type, dedupe_key) where email is not null;
create index notifications_coalesce on notifications (user_id, event_type, coalesce_key) where read_at is null and coalesce_key is not null;
create index notifications_user on notifications (user_id, id desc);
create index notifications_unread on notifications (user_id, id) include (event_type, company_id, starts_at)
  where read_at is null and withdrawn_at is null;
create index notifications_broadcasts on notifications (audience, id desc) where audience in ('company', 'provider', 'everyone');
create index notifications_banners on notifications (is_banner, ends_at) where is_banner;
create index notifications_company on notifications (company_id) where company_id is not null;
create index notifications_created_by on notifications (created_by_user_id) where created_by_user_id is not null;
create index notifications_created_at on notifications (created_at);

create table notification_reads (
  notification_id bigint not null references notifications on delete cascade,
  user_id bigint not null references users,
  read_at timestamptz not null default now(),
  primary key (notification_id, user_id)
);
comment on table notification_reads is 'Each reader''s own mark on a broadcast.';
create index notification_reads_user on notification_reads (user_id);
create index notification_reads_notification on notification_reads (notification_id);

create table notification_preferences (
  user_id bigint not null references users,
  event_type varchar(100) not null,
  channel_in_app boolean not null,
  channel_email boolean not null,
  channel_sms boolean not null,
  channel_push boolean not null,
  channel_ntfy boolean not null,
  email_mode text not null default 'instant' check (email_mode in ('instant', 'digest')),
  updated_at timestamptz not null default now(),
  primary key (user_id, event_type)
);
create index notification_preferences_user on notification_preferences (user_id);

create table notification_settings (
  user_id bigint primary key references users,
  time_zone varchar(64),
  digest text not null default 'daily' check (digest in ('off', 'hourly', 'daily', 'weekly')),
  digest_time time not null default '08:00',
  digest_weekday smallint not null default 1 check (digest_weekday between 1 and 7),
  quiet_from time,
  quiet_to time,
  quiet_days smallint[] not null default '{1,2,3,4,5,6,7}',
  sms_number varchar(20) check (sms_number ~ '^\+[1-9][0-9]{6,14}$'),
  sms_confirmed_at timestamptz,
  sms_code_hash bytea,
  sms_code_expires_at timestamptz,
  sms_code_tries smallint not null default 0,
  sms_codes_sent timestamptz[] not null default '{}',
  updated_at timestamptz not null default now(),
  check ((quiet_from is null) = (quiet_to is null)),
  check (sms_confirmed_at is null or sms_number is not null)
);

create table notification_digests (
  id bigint generated always as identity primary key,
  user_id bigint not null references users,
  period_start timestamptz not null,
  sent_at timestamptz,
  item_count int not null default 0,
  unique (user_id, period_start)
);
comment on table notification_digests is 'One per person and period, however many servers run the job.';
create index notification_digests_user on notification_digests (user_id);

create table notification_deliveries (
  id bigint generated always as identity primary key,
  notification_id bigint not null,
  event_type varchar(100) not null,
  company_id bigint references companies,
  user_id bigint references users,
  address varchar(320) not null,
  channel text not null check (channel in ('email', 'sms', 'push', 'ntfy')),
  status text not null default 'scheduled'
    check (status in ('scheduled', 'sending', 'sent', 'failed', 'suppressed', 'cancelled')),
  reason varchar(60),
  due_at timestamptz not null default now(),
  is_held boolean not null default false,
  is_digest boolean not null default false,
  attempt_count int not null default 0,
  mail_message_id bigint,
  provider_reference varchar(200),
  last_error varchar(500),
  digest_id bigint references notification_digests,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  unique (notification_id, channel, address)
);
comment on table notification_deliveries is 'What was sent, and what was not and why. No key to the notification: the log outlives nothing it needs, and a replaced message takes its unsent delivery along.';
comment on column notification_deliveries.is_held is 'Waits for the end of quiet hours or for a digest: read meanwhile, it is not sent.';
create index notification_deliveries_due on notification_deliveries (due_at) where status = 'scheduled';
create index notification_deliveries_status on notification_deliveries (status, id desc);
create index notification_deliveries_type on notification_deliveries (event_type, id desc);
create index notification_deliveries_user on notification_deliveries (user_id, id desc);
create index notification_deliveries_user_key on notification_deliveries (user_id);
create index notification_deliveries_company on notification_deliveries (company_id);
create index notification_deliveries_digest on notification_deliveries (digest_id);
create index notification_deliveries_created_at on notification_deliveries (created_at);

create table mail_templates (
  event_type varchar(100) not null,
  locale varchar(35) not null default 'en',
  subject varchar(200) not null check (length(subject) >= 1),
  text varchar(20000) not null check (length(text) >= 1),
  html varchar(100000),
  updated_by_user_id bigint references users,
  version int not null default 1,
  updated_at timestamptz not null default now(),
  primary key (event_type, locale)
);
comment on table mail_templates is 'Overrides the built-in template of a type; without a row that one holds.';
create index mail_templates_updated_by on mail_templates (updated_by_user_id);
grant select on mail_templates to portal_member, portal_provider;
grant insert, update, delete on mail_templates to portal_provider;

create table mail_suppressions (
  id bigint generated always as identity primary key,
  address_hash bytea not null,
  event_type varchar(100),
  reason text not null check (reason in ('unsubscribed', 'bounced', 'complained')),
  created_at timestamptz not null default now(),
  unique nulls not distinct (address_hash, event_type)
);
comment on table mail_suppressions is 'Addresses without a user that want no mail of a type (null: of none), and dead mailboxes.';
select protect_table('mail_suppressions');
create policy house on mail_suppressions to portal_provider using (portal_is_house()) with check (portal_is_house());
grant select, insert, delete on mail_suppressions to portal_provider;

-- What the person of this transaction still belongs to. Rows of a company that somebody left, or is suspended in,
-- are gone for them; read once per statement.
create function notification_everywhere() returns boolean language sql stable security definer
  set search_path = myportal, pg_temp as $$
  select exists (select from users u where u.id = portal_user_id() and u.is_super_admin)
    or exists (select from memberships m where m.user_id = portal_user_id() and m.company_kind = 'provider'
      and m.status = 'active' and m.removed_at is null and m.customer_access = 'all')
$$;
create function notification_companies() returns bigint[] language sql stable security definer
  set search_path = myportal, pg_temp as $$
  select coalesce(array_agg(x.id), '{}') from (
    select c.id from memberships m join companies c on c.id = m.company_id
      where m.user_id = portal_user_id() and m.status = 'active' and m.removed_at is null and c.archived_at is null
    union select c.id from memberships m join companies c on c.parent_company_id = m.company_id
      where m.user_id = portal_user_id() and m.status = 'active' and m.removed_at is null and m.covers_sites
        and c.archived_at is null
    union select l.company_id from memberships m join membership_customers l on l.membership_id = m.id
      where m.user_id = portal_user_id() and m.company_kind = 'provider' and m.status = 'active'
        and m.removed_at is null and m.customer_access = 'listed') x
$$;
-- Since when the person is here: earlier broadcasts are not for them.
create function notification_since() returns timestamptz language sql stable security definer
  set search_path = myportal, pg_temp as $$ select created_at from users where id = portal_user_id() $$;
revoke execute on function notification_everywhere(), notification_companies(), notification_since() from public;
grant execute on function notification_everywhere(), notification_companies(), notification_since()
  to portal_member, portal_provider;

select protect_table('notifications');
create policy person_own on notifications to portal_member, portal_provider
  using (user_id = portal_user_id() and (company_id is null or (select notification_everywhere())
    or company_id = any ((select notification_companies())::bigint[])))
  with check (user_id = portal_user_id());
create policy broadcast_to_me on notifications for select to portal_member, portal_provider
  using (audience in ('company', 'provider', 'everyone') and withdrawn_at is null
    and created_at >= (select notification_since())
    and (audience = 'everyone' or exists (select from memberships m
      where m.user_id = portal_user_id() and m.status = 'active' and m.removed_at is null
        and coalesce(m.joined_at, m.created_at) <= notifications.created_at
        and (m.company_id = notifications.company_id or (audience = 'provider' and m.company_kind = 'provider')))));
create policy publishing on notifications to portal_provider
  using (audience in ('company', 'provider', 'everyone') and portal_user_id() is not null and portal_all_companies())
  with check (audience in ('company', 'provider', 'everyone') and portal_user_id() is not null and portal_all_companies());
create policy house on notifications to portal_provider
  using (portal_is_house() and (portal_all_companies() or company_id = any (portal_company_ids())))
  with check (portal_is_house() and (portal_all_companies() or company_id = any (portal_company_ids())));
grant select, update (read_at, withdrawn_at) on notifications to portal_member;
grant select, insert, update, delete on notifications to portal_provider;

select protect_person_table('notification_reads'), protect_person_table('notification_preferences'),
  protect_person_table('notification_settings');
create policy readers on notification_reads for select to portal_provider
  using (portal_user_id() is not null and portal_all_companies());
create policy house on notification_reads to portal_provider using (portal_is_house()) with check (portal_is_house());
create policy house on notification_preferences to portal_provider using (portal_is_house()) with check (portal_is_house());
create policy house on notification_settings to portal_provider using (portal_is_house()) with check (portal_is_house());

select protect_table('notification_digests');
create policy house on notification_digests to portal_provider using (portal_is_house()) with check (portal_is_house());
grant select, insert, update, delete on notification_digests to portal_provider;

select protect_table('notification_deliveries');
create policy person_own on notification_deliveries to portal_member using (user_id = portal_user_id())
  with check (user_id = portal_user_id());
create policy provider_company on notification_deliveries to portal_provider
  using (portal_all_companies() or company_id = any (portal_company_ids()))
  with check (portal_all_companies() or company_id = any (portal_company_ids()));
grant select, update (status, reason) on notification_deliveries to portal_member;
grant select, insert, update, delete on notification_deliveries to portal_provider;

-- What the house must know of the people it tells: only in the house's own work.
create function notification_people(p_company_id bigint, p_user_ids bigint[]) returns table (
    user_id bigint, email text, name text, is_active boolean, has_access boolean, time_zone text, locale text,
    digest text, digest_time time, digest_weekday smallint, quiet_from time, quiet_to time, quiet_days smallint[],
    sms_number text)
  language sql stable security definer set search_path = myportal, pg_temp as $$
  select u.id, u.email::text, coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.email)::text,
    u.status = 'active',
    p_company_id is null or u.is_super_admin or exists (
      select from memberships m left join companies c on c.id = p_company_id
      where m.user_id = u.id and m.status = 'active' and m.removed_at is null and (m.company_id = p_company_id
        or (m.covers_sites and m.company_id = c.parent_company_id)
        or (m.company_kind = 'provider' and (m.customer_access = 'all' or exists (select from membership_customers l
          where l.membership_id = m.id and l.company_id = p_company_id))))),
    coalesce(s.time_zone, u.time_zone, (select c.time_zone from memberships m join companies c on c.id = m.company_id
      where m.user_id = u.id and m.status = 'active' and m.removed_at is null and c.time_zone is not null
      order by m.id limit 1), 'UTC')::text,
    coalesce(u.locale, 'en')::text, coalesce(s.digest, 'daily'), coalesce(s.digest_time, '08:00'),
    coalesce(s.digest_weekday, 1::smallint), s.quiet_from, s.quiet_to, coalesce(s.quiet_days, '{1,2,3,4,5,6,7}'),
    case when s.sms_confirmed_at is not null then s.sms_number::text end
  from users u left join notification_settings s on s.user_id = u.id
  where portal_is_house() and u.id = any (p_user_ids)
$$;

-- Who holds a permission: at the provider's desk for this company, in the company itself, or as super administrator.
create function notification_holders(p_side text, p_company_id bigint, p_permission text) returns setof bigint
  language sql stable security definer set search_path = myportal, pg_temp as $$
  select distinct m.user_id from memberships m join roles r on r.id = m.role_id
    where portal_is_house() and p_side = 'provider' and m.company_kind = 'provider' and m.status = 'active'
      and m.removed_at is null and p_permission = any (r.permission_names)
      and (p_company_id is null or m.customer_access = 'all' or m.company_id = p_company_id
        or exists (select from membership_customers l where l.membership_id = m.id and l.company_id = p_company_id))
  union select distinct m.user_id from memberships m join roles r on r.id = m.role_id
    where portal_is_house() and p_side = 'company' and m.company_id = p_company_id and m.status = 'active'
      and m.removed_at is null and p_permission = any (r.permission_names)
  union select u.id from users u where portal_is_house() and p_side = 'super_admin' and u.is_super_admin
    and u.status = 'active'
$$;

-- The person behind an API key: what it does, they do.
create function notification_key_owner(p_api_key_id bigint) returns bigint language sql stable security definer
  set search_path = myportal, pg_temp as $$
  select user_id from api_keys where portal_is_house() and id = p_api_key_id
$$;

-- Whom a broadcast reaches, in the order of their ids.
create function notification_audience(p_notification_id bigint, p_after bigint, p_limit int) returns setof bigint
  language sql stable security definer set search_path = myportal, pg_temp as $$
  select u.id from users u, notifications n
  where n.id = p_notification_id and (portal_is_house() or portal_all_companies()) and u.status = 'active'
    and u.id > p_after and u.created_at <= n.created_at
    and (n.audience = 'everyone' or exists (select from memberships m where m.user_id = u.id and m.status = 'active'
      and m.removed_at is null and coalesce(m.joined_at, m.created_at) <= n.created_at
      and (m.company_id = n.company_id or (n.audience = 'provider' and m.company_kind = 'provider'))))
  order by u.id limit p_limit
$$;
revoke execute on function notification_people(bigint, bigint[]), notification_holders(text, bigint, text),
  notification_key_owner(bigint), notification_audience(bigint, bigint, int) from public;
grant execute on function notification_people(bigint, bigint[]), notification_holders(text, bigint, text),
  notification_key_owner(bigint), notification_audience(bigint, bigint, int) to portal_provider;
