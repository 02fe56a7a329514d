-- SMS are counted by when they went: those that a night held back go in the morning, hours after they were written.
create index notification_deliveries_sms on notification_deliveries (coalesce(sent_at, due_at))
  where channel = 'sms' and status in ('sent', 'sending');
create index notification_digests_sent on notification_digests (sent_at);
