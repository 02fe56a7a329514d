-- Who leaves soon is told once per planned time, and how often an off-boarding that was due has failed.
alter table staff_members
  add column leaving_told_for timestamptz,
  add column offboard_tried_for timestamptz,
  add column offboard_tries smallint not null default 0;
comment on column staff_members.leaving_told_for is 'The offboard_at of which those who carry it out were told.';
comment on column staff_members.offboard_tried_for is 'The offboard_at whose failures offboard_tries counts.';
