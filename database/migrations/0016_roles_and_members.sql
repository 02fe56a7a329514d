-- Roles of all kinds with their holders, memberships of all companies in their orders, and reminders of invitations.
create index memberships_of_role on memberships (role_id, id) include (company_id, user_id) where removed_at is null;

alter table memberships add column reminded_at timestamptz;
comment on column memberships.reminded_at is 'When an invitation was recalled to the person; a new invitation starts anew.';
create index memberships_open on memberships (invited_at, id) where status = 'invited' and removed_at is null;

-- The orders of lists, within one company and over all of them.
create index memberships_joined on memberships (company_id, (coalesce(joined_at, invited_at, created_at)) desc, id desc);
create index memberships_last_active on memberships (company_id, (coalesce(last_active_at, created_at)) desc, id desc);
create index memberships_all_joined on memberships ((coalesce(joined_at, invited_at, created_at)) desc, id desc);
create index memberships_all_last_active on memberships ((coalesce(last_active_at, created_at)) desc, id desc);
