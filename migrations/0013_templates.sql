-- Pages that administrators wrote anew [L2]; what has no row is as Portico brings it.

create table templates (
  account_id bigint not null,
  portal_id bigint not null,
  name text not null,                   -- of the page: sign-in | register | …
  source text not null,
  updated_at bigint not null,
  failed_at bigint,                     -- when it could not be drawn, and the built-in page was
  error text,                           -- JSON, base::view::custom::Fault
  primary key (account_id, portal_id, name),
  foreign key (account_id, portal_id) references portals (account_id, id)
);
