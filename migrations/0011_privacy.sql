-- What members ask about their own data: a copy of it [P8], one row for each time.
create table data_requests (
  account_id bigint not null,
  id bigint not null,
  contact_id bigint not null,
  host text not null,                   -- the domain that it was asked on
  state text not null,                  -- asked; ready: can be fetched once; taken; gone: nobody fetched it in time
  sha256 text,                          -- where the copy is, while it is ready
  size bigint,
  created_at bigint not null,
  expires_at bigint,                    -- of the copy
  primary key (account_id, id),
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index data_requests_contact on data_requests (account_id, contact_id, id);
create unique index data_requests_open on data_requests (account_id, contact_id) where state in ('asked', 'ready');
