-- What customers come to: a portal, and the domains it answers on.

create table portals (
  account_id bigint not null references accounts (id),
  id bigint not null,
  name text not null,
  settings text not null,               -- JSON, portals::Settings
  created_at bigint not null,
  primary key (account_id, id)
);
create unique index portals_name on portals (account_id, name);

create table domains (
  account_id bigint not null,
  host text not null,                   -- lower case, without a port
  portal_id bigint not null,
  origin text not null,                 -- scheme, host and port of links in mails
  language text not null,
  idle_minutes bigint not null,         -- sign out after so long without a request; 0: never
  is_primary boolean not null,
  created_at bigint not null,
  primary key (account_id, host),
  foreign key (account_id, portal_id) references portals (account_id, id)
);
create unique index domains_host on domains (host);
