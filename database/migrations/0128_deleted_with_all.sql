-- What hangs on a deleted ticket is out of its company's sight with it. A mark on each row costs a reader nothing; looking
-- up the ticket of each row would.
alter table ticket_replies add column ticket_deleted boolean not null default false;
alter table ticket_attachments add column ticket_deleted boolean not null default false;
alter table ticket_watchers add column ticket_deleted boolean not null default false;

-- Tickets are deleted and restored by functions of the owner alone, so this runs as the owner.
create function mark_deleted_with_ticket() returns trigger language plpgsql set search_path = myportal, pg_temp as $$
declare gone boolean := new.deleted_at is not null;
begin
  update ticket_replies set ticket_deleted = gone where ticket_id = new.id;
  update ticket_attachments set ticket_deleted = gone where ticket_id = new.id;
  update ticket_watchers set ticket_deleted = gone where ticket_id = new.id;
  return null;
end $$;
revoke execute on function mark_deleted_with_ticket() from public;
create trigger tickets_deleted after update of deleted_at on tickets for each row
  when ((old.deleted_at is null) is distinct from (new.deleted_at is null)) execute function mark_deleted_with_ticket();

update ticket_replies set ticket_deleted = true where ticket_id in (select id from tickets where deleted_at is not null);
update ticket_attachments set ticket_deleted = true where ticket_id in (select id from tickets where deleted_at is not null);
update ticket_watchers set ticket_deleted = true where ticket_id in (select id from tickets where deleted_at is not null);

create policy ticket_is_there on ticket_replies as restrictive for all to portal_member
  using (not ticket_deleted) with check (not ticket_deleted);
create policy ticket_is_there on ticket_attachments as restrictive for all to portal_member
  using (not ticket_deleted) with check (not ticket_deleted);
create policy ticket_is_there on ticket_watchers as restrictive for all to portal_member
  using (not ticket_deleted) with check (not ticket_deleted);

-- The file of a note, or of a deleted ticket, has a name as well: a member knows of those whose entry he reads, and of his own.
create policy ticket_file on files as restrictive for all to portal_member
  using (kind <> 'ticket' or created_by_user_id = portal_user_id()
    or exists (select from ticket_attachments a where a.file_id = files.id));
