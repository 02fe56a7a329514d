-- Whom an attempt reached, and the pace of an endpoint over all processes (events §2, §4).
alter table webhook_attempts add column remote_ip inet;
alter table webhook_endpoints add column next_send_at timestamptz not null default now();
comment on column webhook_endpoints.next_send_at is
  'When the next attempt may begin, so that all processes together keep to max_per_second.';
