-- Single sign-on of members: who vouches for whom, and what must happen only once.

create table sso_connections (          -- an identity provider of a domain
  account_id bigint not null,
  id bigint not null,
  host text not null,
  kind text not null,                   -- saml | oidc | jwt
  name text not null,                   -- on the button
  enabled boolean not null,
  settings text not null,               -- JSON, portals::sso::Settings; secrets are sealed
  verified_at bigint,                   -- when a test sign-in held with these settings
  created_at bigint not null,
  primary key (account_id, id),
  foreign key (account_id, host) references domains (account_id, host) on delete cascade
);
create unique index sso_connections_name on sso_connections (account_id, host, name);

create table sso_identities (           -- whom a provider's person is here; never found by an address
  account_id bigint not null,
  connection_id bigint not null,
  issuer text not null,
  subject text not null,
  contact_id bigint not null,
  created_at bigint not null,
  primary key (account_id, connection_id, issuer, subject),
  foreign key (account_id, connection_id) references sso_connections (account_id, id) on delete cascade,
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index sso_identities_contact on sso_identities (account_id, contact_id);

create table sso_pending (              -- sign-ins that a browser began
  account_id bigint not null,
  state_hash text not null,
  browser_hash text not null,           -- of the cookie of the browser that began
  connection_id bigint not null,
  next text not null,
  tester_id bigint,                     -- the agent who tries the connection out
  detail text not null,                 -- JSON: what the protocol must remember
  outcome text,                         -- JSON: an answer that held, until the browser shows its cookie
  expires_at bigint not null,
  primary key (account_id, state_hash),
  foreign key (account_id, connection_id) references sso_connections (account_id, id) on delete cascade
);
create index sso_pending_expires_at on sso_pending (account_id, expires_at);

create table sso_seen (                 -- what was taken once and is never taken again
  account_id bigint not null,
  connection_id bigint not null,
  key text not null,
  until bigint not null,
  primary key (account_id, connection_id, key),
  foreign key (account_id, connection_id) references sso_connections (account_id, id) on delete cascade
);
create index sso_seen_until on sso_seen (account_id, until);
