-- What an event caused is asked by the event (events §3, effects).
create index notifications_event on notifications (event_id) where event_id is not null;
