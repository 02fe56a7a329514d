-- The membership that somebody was invited to from their entry: it becomes theirs when they accept (companies §4.8).
alter table staff_members add column invited_membership_id bigint,
  add foreign key (company_id, invited_membership_id) references memberships (company_id, id);
create index staff_members_invited on staff_members (company_id, invited_membership_id) where invited_membership_id is not null;
grant select (invited_membership_id), update (invited_membership_id) on staff_members to portal_member;
