-- What was done on behalf of somebody is rare in the stream: the filter of the audit log walks these alone.
create index events_on_behalf on events (id) where impersonator_id is not null;
