-- Ids only grow. An index with `id desc` takes each new entry before the others of its group, so its pages are split in
-- halves and stay half empty; held upwards they are filled, and read backwards they give the same order.
drop index events_company, events_subject, events_type, events_actor;
create index events_company on events (company_id desc, id) with (fillfactor = 100);
create index events_subject on events (subject_type, subject_id, id);
create index events_type on events (type desc, id) with (fillfactor = 100);
create index events_actor on events (actor_kind desc, actor_id desc, id) with (fillfactor = 100);

-- Nothing is ever changed or put in between.
alter table events drop constraint events_pkey,
  add primary key (id, created_at, retention_class) with (fillfactor = 100);
