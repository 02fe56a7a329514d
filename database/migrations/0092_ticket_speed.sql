-- Where somebody is in copy, apart from what they asked themselves: their own list looks these up one by one.
create index ticket_watchers_copied on ticket_watchers (user_id, ticket_id) where kind = 'cc';
