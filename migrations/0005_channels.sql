-- Connected addresses, and mail as it came in.

create table channel_accounts (
  account_id bigint not null references accounts (id),
  id bigint not null,
  inbox_id bigint not null,
  channel text not null,                -- EMAIL
  name text not null,
  address text not null,
  settings text not null,               -- JSON, channels::email::Settings; secrets encrypted
  makes_ticket boolean not null,
  pipeline_id bigint not null,
  stage_id bigint not null,
  active boolean not null,
  uid_validity bigint not null,         -- how far the mailbox has been read
  last_uid bigint not null,
  last_error text,
  checked_at bigint,
  created_at bigint not null,
  primary key (account_id, id),
  foreign key (account_id, inbox_id) references inboxes (account_id, id)
);
create unique index channel_accounts_address on channel_accounts (account_id, address);

create table raw_mails (                -- every mail as it came, before anything is made of it
  account_id bigint not null,
  id bigint not null,
  channel_account_id bigint not null,
  uid_validity bigint not null,
  uid bigint not null,
  size bigint not null,
  sha256 text not null,                 -- the raw bytes, in the file store; empty for one too large to fetch
  state text not null,                  -- new | done | aside
  sender text not null,
  subject text not null,
  error text,
  tries bigint not null,
  thread_id bigint,                     -- what became of it: the thread,
  message_id bigint,                    -- and in it the message or internal entry
  cc text not null,                     -- who else it went to: shown and proposed to agents, never added by itself
  automatic boolean not null,           -- no person may have written it: nothing automatic answers it
  received_at bigint not null,
  primary key (account_id, id)
);
create unique index raw_mails_uid on raw_mails (account_id, channel_account_id, uid_validity, uid);
create index raw_mails_state on raw_mails (account_id, state, id);
create index raw_mails_sha256 on raw_mails (account_id, sha256);
create index raw_mails_message on raw_mails (account_id, message_id);

create table reply_tokens (             -- one for each person who gets mail about a thread
  account_id bigint not null,
  token text not null,
  thread_id bigint not null,
  contact_id bigint not null,
  primary key (account_id, token)
);
create index reply_tokens_thread on reply_tokens (account_id, thread_id, contact_id);
