-- Tickets whose words must be put into the search anew, by the next start: how documents say whose they are has changed.
create table search_stale (
  account_id bigint not null,
  ticket_id bigint not null,
  primary key (account_id, ticket_id)
);
insert into search_stale (account_id, ticket_id) select account_id, id from tickets;
