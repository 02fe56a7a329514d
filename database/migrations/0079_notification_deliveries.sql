-- An SMS whose worker died is tried again once its time is over; looked for every minute, and rarely there.
create index notification_deliveries_lost on notification_deliveries (due_at)
  where status = 'sending' and channel = 'sms';

-- Whoever is told by address alone may bring a link of their own by which they get no more.
alter table notification_deliveries add column unsubscribe_url character varying(500)
  check (unsubscribe_url ~ '^https?://');
