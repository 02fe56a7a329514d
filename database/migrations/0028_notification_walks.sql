-- What every page asks for: critical messages and banners of one person, without a look at all the others.
create index notifications_critical on notifications (user_id, id desc)
  where severity = 'critical' and read_at is null and not is_banner;
create index notifications_own_banners on notifications (user_id) where is_banner and user_id is not null;

-- Who asks is read once for each statement, not once for each row.
alter policy person_own on notifications
  using (user_id = (select portal_user_id()) and (company_id is null or (select notification_everywhere())
    or company_id = any ((select notification_companies())::bigint[])));
