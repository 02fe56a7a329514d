-- Open tickets with one promise, in the order of their numbers: they are counted anew when it changes.
create index tickets_promised on tickets (sla_policy_id, id) where status_kind in ('open', 'pending');
