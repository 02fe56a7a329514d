-- Whom to call at a company, and who approves there: the only place that says so (companies §2).
create table company_contacts (
  company_id bigint not null references companies on delete cascade,
  kind text not null check (kind in ('main', 'billing', 'technical', 'approver', 'emergency')),
  staff_member_id bigint not null,
  position int not null default 0 check (position >= 0),
  primary key (company_id, kind, staff_member_id),
  foreign key (company_id, staff_member_id) references staff_members (company_id, id) on delete cascade
);
create index company_contacts_staff_member on company_contacts (company_id, staff_member_id);
select protect_company_table('company_contacts', 'select, insert, delete', 'select, insert, delete');

-- The numbers of the directory are read from these alone.
create index staff_members_present on staff_members (company_id) where archived_at is null;
create index staff_members_boarding on staff_members (company_id, account_action) where archived_at is null;
