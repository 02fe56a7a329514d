-- A ticket in full: earlier texts of its entries, its history for everybody who sees it, its way out of sight and back.
create table ticket_reply_versions (
  reply_id bigint not null references ticket_replies on delete cascade,
  number int not null check (number >= 1),
  company_id bigint,
  body_source text,
  body_html text not null,
  replaced_by_user_id bigint references users,
  replaced_at timestamptz not null default clock_timestamp(),
  primary key (reply_id, number),
  foreign key (company_id, reply_id) references ticket_replies (company_id, id) on delete cascade
    deferrable initially deferred
);
comment on table ticket_reply_versions is 'What an entry said before it was edited; written by a trigger, gone with the entry.';
create index ticket_reply_versions_company_reply on ticket_reply_versions (company_id, reply_id);
create index ticket_reply_versions_replaced_by on ticket_reply_versions (replaced_by_user_id);
select protect_company_table('ticket_reply_versions', '', 'select');

-- A ticket that moves to another company takes all that belongs to it along.
grant update (company_id) on ticket_reply_versions, ticket_attachments, ticket_taggings to portal_provider;

-- Whoever edits an entry need not be able to read what it said before, so the owner keeps it. A removed entry loses its
-- earlier texts and its files as well.
create function keep_reply_version() returns trigger language plpgsql security definer
  set search_path = myportal, pg_temp as $$ begin
  if new.deleted_at is not null then
    delete from ticket_reply_versions where reply_id = old.id;
    update files set deleted_at = now() where deleted_at is null
      and id in (select a.file_id from ticket_attachments a where a.reply_id = old.id);
    delete from ticket_attachments where reply_id = old.id;
  else
    insert into ticket_reply_versions (reply_id, number, company_id, body_source, body_html, replaced_by_user_id)
    select old.id, coalesce(max(v.number), 0) + 1, new.company_id, old.body_source, old.body_html, portal_user_id()
    from ticket_reply_versions v where v.reply_id = old.id;
  end if;
  return null;
end $$;
revoke execute on function keep_reply_version() from public;
create trigger ticket_replies_edited after update on ticket_replies for each row
  when (new.deleted_at is not null and old.deleted_at is null
    or new.deleted_at is null and new.edited_at is distinct from old.edited_at)
  execute function keep_reply_version();

-- What happened to a ticket, newest first, for whoever sees the ticket itself: by scope, or as its requester where it has
-- no company. Members get what their company may know, and nothing that is the provider's.
create function ticket_history(p_ticket_id bigint, p_limit int, p_after bigint default null, p_types text[] default null)
  returns table (id bigint, type text, company_id bigint, subject_type text, subject_id bigint, actor_kind text,
    actor_id bigint, actor_label text, impersonator_id bigint, audience text, data jsonb, provider_data jsonb,
    created_at timestamptz)
  language plpgsql stable security definer set search_path = myportal, pg_temp as $$
#variable_conflict use_column
declare
  at_desk boolean := current_setting('role') = 'portal_provider';
begin
  if not exists (select from tickets t where t.id = p_ticket_id and t.deleted_at is null
    and (t.company_id = any (portal_company_ids()) or (at_desk and portal_all_companies())
      or (not at_desk and t.company_id is null and t.requester_user_id = portal_user_id()))) then
    return;
  end if;
  return query select e.id, e.type::text, e.company_id, e.subject_type::text, e.subject_id, e.actor_kind, e.actor_id,
      e.actor_label::text, e.impersonator_id, e.audience, e.data, case when at_desk then e.provider_data end, e.created_at
    from events e
    where e.subject_type = 'ticket' and e.subject_id = p_ticket_id and (at_desk or e.audience = 'company')
      and (p_after is null or e.id < p_after) and (p_types is null or e.type = any (p_types))
    order by e.id desc limit least(p_limit, 201);
end $$;
revoke execute on function ticket_history(bigint, int, bigint, text[]) from public;
grant execute on function ticket_history(bigint, int, bigint, text[]) to portal_member, portal_provider;

-- No policy lets a row be updated out of sight, so these do it within the caller's scope.
create function delete_ticket(p_ticket_id bigint) returns table (company_id bigint, requester_user_id bigint)
  language sql security definer set search_path = myportal, pg_temp as $$
  update tickets t set deleted_at = now(), deleted_by_user_id = portal_user_id()
  where t.id = p_ticket_id and t.deleted_at is null
    and (portal_all_companies() or t.company_id = any (portal_company_ids()))
  returning t.company_id, t.requester_user_id
$$;
revoke execute on function delete_ticket(bigint) from public;
grant execute on function delete_ticket(bigint) to portal_provider;

create function restore_ticket(p_ticket_id bigint) returns table (is_restored boolean)
  language plpgsql security definer set search_path = myportal, pg_temp as $$ begin
  update tickets t set deleted_at = null, deleted_by_user_id = null
    where t.id = p_ticket_id and t.deleted_at > now() - interval '30 days'
      and (portal_all_companies() or t.company_id = any (portal_company_ids()));
  if found then
    return query select true;
  else
    return query select false from tickets t where t.id = p_ticket_id and t.deleted_at is null
      and (portal_all_companies() or t.company_id = any (portal_company_ids()));
  end if;
end $$;
comment on function restore_ticket(bigint) is 'No row: there is no such ticket, or it was deleted more than 30 days ago; false: it is there.';
revoke execute on function restore_ticket(bigint) from public;
grant execute on function restore_ticket(bigint) to portal_provider;
