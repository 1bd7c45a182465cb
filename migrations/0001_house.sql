-- The house: accounts, who is signed in, what happened, what is still to be done.
-- One text for both engines: ids are bigint, times are bigint milliseconds UTC, flags are boolean, documents are JSON text.
-- Every key leads with account_id, so that PostgreSQL can shard by it.

create table accounts (
  id bigint primary key,
  name text not null,
  language text not null,
  time_zone text not null,
  strict_senders boolean not null,      -- also refuse mail without any sender verdict
  next_ticket_number bigint not null,
  created_at bigint not null
);

create table sessions (
  account_id bigint not null,
  id_hash text not null,                -- SHA-256 of the cookie's value
  kind text not null,                   -- member | agent | half (an agent before the second factor)
  person_id bigint not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  user_agent text not null,
  primary key (account_id, id_hash)
);
create unique index sessions_id_hash on sessions (id_hash);
create index sessions_person on sessions (account_id, kind, person_id);

create table attempts (                 -- failed sign-ins, counted per key (an address, a network)
  account_id bigint not null,
  key text not null,
  failures bigint not null,
  since bigint not null,
  primary key (account_id, key)
);

create table events (                   -- everything that happened; append only
  account_id bigint not null,
  id bigint not null,
  event text not null,                  -- the event as JSON, its kind inside
  ticket_id bigint,
  thread_id bigint,
  actor_kind text not null,
  actor_id bigint not null,
  actor_name text not null,
  created_at bigint not null,
  primary key (account_id, id)
);
create index events_ticket on events (account_id, ticket_id, id);

create table jobs (
  account_id bigint not null,
  id bigint not null,
  kind text not null,
  payload text not null,
  run_at bigint not null,
  attempts bigint not null,
  locked_until bigint not null,
  unique_key text,
  error text,
  failed_at bigint,
  primary key (account_id, id)
);
create index jobs_due on jobs (run_at) where failed_at is null;
create index jobs_failed on jobs (account_id, failed_at) where failed_at is not null;
create unique index jobs_unique_key on jobs (account_id, unique_key);

create table leases (
  name text primary key,
  holder text not null,
  until bigint not null
);

create table api_tokens (
  account_id bigint not null,
  id bigint not null,
  name text not null,
  scopes text not null,
  token_hash text not null,
  created_at bigint not null,
  primary key (account_id, id)
);
create unique index api_tokens_token_hash on api_tokens (token_hash);

create table attachments (              -- of a message or an internal entry; the content is in the file store
  account_id bigint not null,
  owner_id bigint not null,
  id bigint not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  primary key (account_id, owner_id, id)
);
create unique index attachments_id on attachments (account_id, id);

create table uploads (                  -- files sent before the message that they belong to
  account_id bigint not null,
  id text not null,                     -- 128 random bits
  person_id bigint not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  created_at bigint not null,
  primary key (account_id, id)
);
create index uploads_person on uploads (account_id, person_id, created_at);

create table drafts (
  account_id bigint not null,
  person_id bigint not null,
  about_id bigint not null,             -- the ticket or thread; 0 is a new ticket
  body text not null,
  updated_at bigint not null,
  primary key (account_id, person_id, about_id)
);

create table outbox (                   -- mail to send, or sent
  account_id bigint not null,
  id bigint not null,
  channel_account_id bigint,            -- whose SMTP; none: the caught mail of a demo
  to_email text not null,
  ticket_id bigint,
  message_id bigint,
  automatic boolean not null,
  mail text not null,                   -- what is needed to build it, JSON
  state text not null,                  -- queued | sent | refused
  error text,
  unique_key text not null,             -- the same consequence is never mailed twice
  created_at bigint not null,
  sent_at bigint,
  primary key (account_id, id)
);
create unique index outbox_unique_key on outbox (account_id, unique_key);
create index outbox_to_email on outbox (account_id, to_email, automatic, created_at);
create index outbox_message on outbox (account_id, message_id);

create table caught_mails (
  account_id bigint not null,
  id bigint not null,
  to_email text not null,
  subject text not null,
  raw bytea not null,
  created_at bigint not null,
  primary key (account_id, id)
);
