-- What customers find: for everyone whose a ticket is (a contact or company), and every public word, the tickets it stands in. A
-- search reads the lists of its reader only, however much there is. Ids end in a comma each.
create table search_lists (
  account_id bigint not null,
  viewer_id bigint not null,
  word text collate "C" not null,
  part bigint not null,                 -- 0 is added to; a long list is set aside under the id of the document that filled it
  tickets text not null,
  primary key (account_id, viewer_id, word, part)
);
-- Tickets whose words must be put into the search anew, by the next start.
create table search_stale (
  account_id bigint not null,
  ticket_id bigint not null,
  primary key (account_id, ticket_id)
);
insert into search_stale (account_id, ticket_id) select account_id, id from tickets;
