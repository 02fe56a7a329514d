-- Webhooks to outside systems and from them (events §2). Members have no grant on any of it.
create table webhook_endpoints (
  id bigint generated always as identity primary key,
  name varchar(100) not null,
  url varchar(2000) not null,
  company_ids bigint[] check (cardinality(company_ids) between 1 and 500),
  event_types text[] not null check (cardinality(event_types) between 1 and 100),
  view text not null default 'company' check (view in ('company', 'provider')),
  header_names text[] not null default '{}' check (cardinality(header_names) <= 10),
  headers_encrypted bytea,
  headers_key_id text,
  secret_encrypted bytea not null,
  secret_key_id text not null,
  previous_secret_encrypted bytea,
  previous_secret_key_id text,
  previous_secret_until timestamptz,
  max_per_second int not null default 10 check (max_per_second between 1 and 50),
  paused_at timestamptz,
  disabled_at timestamptz,
  disabled_reason text check (disabled_reason in ('gone', 'failing')),
  failure_streak int not null default 0,
  failing_since timestamptz,
  last_success_at timestamptz,
  created_by_user_id bigint references users,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column webhook_endpoints.company_ids is 'Null: the events of all companies, and those of none.';
create index webhook_endpoints_name on webhook_endpoints (lower(name), id);
create index webhook_endpoints_newest on webhook_endpoints (created_at, id);
create index webhook_endpoints_made_by on webhook_endpoints (created_by_user_id);
alter table webhook_endpoints enable row level security;
alter table webhook_endpoints force row level security;
create policy owner_all on webhook_endpoints to portal_owner using (true) with check (true);
-- What shows more than the companies in scope is for those who reach all of them (events §6).
create policy provider_reach on webhook_endpoints to portal_provider
  using ((select portal_all_companies()) or (view = 'company' and company_ids <@ (select portal_company_ids())::bigint[]))
  with check ((select portal_all_companies()) or (view = 'company' and company_ids <@ (select portal_company_ids())::bigint[]));
grant select, insert, update, delete on webhook_endpoints to portal_provider;

-- For the consumer of the stream, whose scope is one company: whom an event of it concerns, and nothing else of them.
create function webhook_targets(p_company_id bigint) returns table (
  id bigint, event_types text[], view text, is_held boolean)
  language plpgsql stable security definer set search_path = myportal, public, pg_temp as $$
begin
  if not portal_all_companies() and (p_company_id is null or not p_company_id = any (portal_company_ids())) then
    return;
  end if;
  return query select e.id, e.event_types, e.view, e.paused_at is not null or e.disabled_at is not null
    from webhook_endpoints e where e.company_ids is null or p_company_id = any (e.company_ids);
end $$;
revoke execute on function webhook_targets(bigint) from public;
grant execute on function webhook_targets(bigint) to portal_provider;

create table webhook_deliveries (
  id bigint generated always as identity primary key,
  company_id bigint references companies,
  webhook_endpoint_id bigint not null references webhook_endpoints on delete cascade,
  message_id varchar(60) not null,
  event_id bigint,
  event_type varchar(100) not null,
  body bytea not null check (octet_length(body) <= 65536),
  status text not null check (status in ('pending', 'held', 'sending', 'succeeded', 'failed', 'cancelled')),
  attempt_count int not null default 0,
  next_attempt_at timestamptz,
  claimed_at timestamptz,
  last_status_code int,
  last_error_code varchar(60),
  replay_of bigint,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (company_id, id),
  check ((status = 'pending') = (next_attempt_at is not null)),
  check ((status = 'sending') = (claimed_at is not null))
);
comment on column webhook_deliveries.body is 'The exact bytes that are signed and sent.';
comment on column webhook_deliveries.replay_of is 'The delivery whose bytes these are; it may be gone by now.';
create unique index webhook_deliveries_once on webhook_deliveries (webhook_endpoint_id, event_id) where replay_of is null;
create index webhook_deliveries_of_endpoint on webhook_deliveries (webhook_endpoint_id, id);
create index webhook_deliveries_status on webhook_deliveries (status, id);
create index webhook_deliveries_type on webhook_deliveries (event_type, id);
create index webhook_deliveries_event on webhook_deliveries (event_id) where event_id is not null;
create index webhook_deliveries_message on webhook_deliveries (message_id);
create index webhook_deliveries_due on webhook_deliveries (webhook_endpoint_id, next_attempt_at, id) where status = 'pending';
create index webhook_deliveries_sending on webhook_deliveries (webhook_endpoint_id, claimed_at) where status = 'sending';
create index webhook_deliveries_old on webhook_deliveries (created_at);
select protect_company_table('webhook_deliveries', '', 'select, insert, update, delete');

create table webhook_attempts (
  id bigint generated always as identity primary key,
  webhook_delivery_id bigint not null references webhook_deliveries on delete cascade,
  number int not null,
  trigger text not null check (trigger in ('automatic', 'manual')),
  started_at timestamptz not null,
  duration_ms int not null,
  request_headers jsonb not null,
  status_code int,
  error_code varchar(60),
  response_type varchar(100),
  response_body varchar(4096),
  unique (webhook_delivery_id, number)
);
comment on column webhook_attempts.request_headers is 'With the signature, without the values of secret headers.';
alter table webhook_attempts enable row level security;
alter table webhook_attempts force row level security;
create policy owner_all on webhook_attempts to portal_owner using (true) with check (true);
create policy provider_reach on webhook_attempts to portal_provider
  using (exists (select from webhook_deliveries d where d.id = webhook_delivery_id))
  with check (exists (select from webhook_deliveries d where d.id = webhook_delivery_id));
grant select, insert on webhook_attempts to portal_provider;

create table inbound_webhooks (
  id bigint generated always as identity primary key,
  company_id bigint references companies,
  name varchar(100) not null,
  slug varchar(60) not null check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  token_prefix char(8) not null,
  previous_token_hash bytea check (octet_length(previous_token_hash) = 32),
  previous_token_until timestamptz,
  verification text not null default 'none' check (verification in ('none', 'standard', 'github', 'hmac', 'basic')),
  signature_header varchar(60),
  secret_encrypted bytea,
  secret_key_id text,
  allowed_networks cidr[] not null default '{}' check (cardinality(allowed_networks) <= 50),
  dedupe_header varchar(60),
  mapping jsonb not null default '{}',
  paused_at timestamptz,
  last_received_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  check ((verification = 'none') = (secret_encrypted is null))
);
create unique index inbound_webhooks_slug on inbound_webhooks (slug);
create unique index inbound_webhooks_token on inbound_webhooks (token_hash);
create index inbound_webhooks_previous on inbound_webhooks (previous_token_hash) where previous_token_hash is not null;
create index inbound_webhooks_name on inbound_webhooks (lower(name), id);
select protect_company_table('inbound_webhooks', '', 'select, insert, update, delete');

create table inbound_deliveries (
  id bigint generated always as identity primary key,
  inbound_webhook_id bigint not null references inbound_webhooks on delete cascade,
  received_at timestamptz not null default now(),
  remote_ip inet,
  content_type varchar(100),
  headers jsonb not null,
  body bytea check (octet_length(body) <= 262144),
  outcome text not null check (outcome in ('accepted', 'duplicate', 'rejected')),
  reason varchar(60),
  dedupe_key varchar(200),
  event_id bigint
);
comment on column inbound_deliveries.body is 'Blanked after 14 days.';
create unique index inbound_deliveries_once on inbound_deliveries (inbound_webhook_id, dedupe_key)
  where outcome = 'accepted' and dedupe_key is not null;
create index inbound_deliveries_of_webhook on inbound_deliveries (inbound_webhook_id, id);
create index inbound_deliveries_old on inbound_deliveries (received_at);
alter table inbound_deliveries enable row level security;
alter table inbound_deliveries force row level security;
create policy owner_all on inbound_deliveries to portal_owner using (true) with check (true);
create policy provider_reach on inbound_deliveries to portal_provider
  using (exists (select from inbound_webhooks w where w.id = inbound_webhook_id))
  with check (exists (select from inbound_webhooks w where w.id = inbound_webhook_id));
grant select, insert, update, delete on inbound_deliveries to portal_provider;
