-- A look at a session asks its row once: what is told of a session beside whether it lives stands in the same view.
create or replace view live_sessions with (security_invoker = true) as
  select s.id as session_id, s.token_hash, s.user_id, s.active_company_id,
    case when s.impersonator_id is null
      then coalesce(restriction_of(u.id, u.must_change_password, u.second_factor_due_at), s.restriction) end as restriction,
    s.confirmed_at, s.impersonator_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at, s.remember,
    u.is_super_admin, u.must_change_password, s.device_id, s.ip, s.user_agent, s.factors
  from sessions s join users u on u.id = s.user_id
  where s.revoked_at is null and s.expires_at > now() and s.absolute_expires_at > now() and u.status = 'active';
