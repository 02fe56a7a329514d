-- What a consumer took at last, or what was dismissed, goes after a time (platform/retention).
grant delete on event_failures to portal_system;
