-- Inboxes, conversations and tickets.

create table inboxes (
  account_id bigint not null references accounts (id),
  id bigint not null,
  name text not null,
  kind text not null,                   -- INBOX | HELP_DESK
  created_at bigint not null,
  primary key (account_id, id)
);
create unique index inboxes_name on inboxes (account_id, name);

create table pipelines (
  account_id bigint not null references accounts (id),
  id bigint not null,
  label text not null,
  position bigint not null,
  primary key (account_id, id)
);

create table stages (
  account_id bigint not null,
  id bigint not null,
  pipeline_id bigint not null,
  label text not null,
  customer_labels text not null,        -- JSON: language to label
  state text not null,                  -- OPEN | CLOSED
  position bigint not null,
  primary key (account_id, id),
  foreign key (account_id, pipeline_id) references pipelines (account_id, id)
);

create table properties (               -- fields of tickets that the account defines
  account_id bigint not null references accounts (id),
  name text not null,
  labels text not null,                 -- JSON: language to label
  kind text not null,                   -- text | number | date | enumeration | bool
  options text not null,                -- JSON: value and labels of each choice
  position bigint not null,
  primary key (account_id, name)
);

create table tickets (
  account_id bigint not null references accounts (id),
  id bigint not null,
  number bigint not null,
  subject text not null,
  pipeline_id bigint not null,
  stage_id bigint not null,
  closed boolean not null,              -- the stage's state, kept here for lists
  priority bigint not null,             -- 0 none, 1 low, 2 medium, 3 high, 4 urgent
  category text not null,
  source text not null,                 -- EMAIL | PORTAL | FORM | CHAT | PHONE
  owner_id bigint,
  requester_id bigint,                  -- the contact who raised it
  company_id bigint,                    -- its primary company
  original_thread_id bigint,            -- the oldest thread [V4]; none yet for a call [V7]
  follows_ticket_id bigint,             -- the closed ticket that this one goes on with [P5]
  created_at bigint not null,
  last_activity_at bigint not null,     -- public activity, what customers see
  closed_at bigint,
  archived boolean not null,
  once_key text,                        -- sending the form twice makes one ticket
  primary key (account_id, id),
  foreign key (account_id, stage_id) references stages (account_id, id)
);
create unique index tickets_once_key on tickets (account_id, once_key);
create unique index tickets_number on tickets (account_id, number);
create index tickets_activity on tickets (account_id, last_activity_at, id);
create index tickets_stage on tickets (account_id, stage_id, last_activity_at, id);
create index tickets_owner on tickets (account_id, owner_id, last_activity_at, id);
create index tickets_requester on tickets (account_id, requester_id, id);

-- Who a ticket is of: its contacts, its participants, its companies. Both the association and the index that customers' lists
-- are read from, hence the copies of what lists are sorted and filtered by. Ids are unique over all kinds.
create table ticket_viewers (
  account_id bigint not null,
  viewer_id bigint not null,            -- a contact or a company
  ticket_id bigint not null,
  role text not null,                   -- contact | participant | company
  open boolean not null,
  priority bigint not null,
  last_activity_at bigint not null,
  primary key (account_id, viewer_id, ticket_id),
  foreign key (account_id, ticket_id) references tickets (account_id, id)
);
create index ticket_viewers_activity on ticket_viewers (account_id, viewer_id, last_activity_at, ticket_id);
create index ticket_viewers_open on ticket_viewers (account_id, viewer_id, open, last_activity_at, ticket_id);
create index ticket_viewers_open_id on ticket_viewers (account_id, viewer_id, open, ticket_id);
create index ticket_viewers_priority on ticket_viewers (account_id, viewer_id, priority, last_activity_at, ticket_id);
create index ticket_viewers_ticket on ticket_viewers (account_id, ticket_id);

create table ticket_values (            -- custom properties
  account_id bigint not null,
  ticket_id bigint not null,
  name text not null,
  value text not null,
  primary key (account_id, ticket_id, name)
);

create table ticket_reads (
  account_id bigint not null,
  contact_id bigint not null,
  ticket_id bigint not null,
  read_at bigint not null,
  primary key (account_id, contact_id, ticket_id)
);

create table threads (
  account_id bigint not null references accounts (id),
  id bigint not null,
  inbox_id bigint not null,
  channel_account_id bigint,            -- the connected address it came to, and answers leave from
  ticket_id bigint,
  contact_id bigint,
  subject text not null,
  status text not null,                 -- OPEN | CLOSED
  spam boolean not null,
  assigned_to bigint,                   -- an agent
  unread boolean not null,              -- has something that no agent has opened
  latest_text text not null,            -- the beginning of the newest entry, for lists
  latest_at bigint not null,
  created_at bigint not null,
  primary key (account_id, id),
  foreign key (account_id, inbox_id) references inboxes (account_id, id)
);
create index threads_latest on threads (account_id, spam, status, latest_at, id);
create index threads_assigned on threads (account_id, assigned_to, spam, status, latest_at, id);
create index threads_ticket on threads (account_id, ticket_id, id);
create index threads_contact on threads (account_id, contact_id, id);

-- Public entries only. What customers may not read is in internal_entries, which no portal page can name.
create table messages (
  account_id bigint not null,
  id bigint not null,
  thread_id bigint not null,
  direction text not null,              -- INCOMING | OUTGOING
  sender_id bigint,                     -- a contact (incoming) or an agent (outgoing)
  sender_name text not null,
  via text not null,                    -- EMAIL | PORTAL | FORM | CHAT | DESK
  text text not null,
  html text not null,                   -- sanitised, what is new
  quoted_html text not null,            -- sanitised, the history quoted below it
  mail_id text,                         -- its Message-ID
  verdict text not null,                -- the sender check's outcome, for agents
  once_key text,                        -- sending twice makes one message
  created_at bigint not null,
  primary key (account_id, id),
  foreign key (account_id, thread_id) references threads (account_id, id)
);
create index messages_thread on messages (account_id, thread_id, id);
create unique index messages_once_key on messages (account_id, thread_id, once_key);
create index messages_mail_id on messages (account_id, mail_id);

create table internal_entries (
  account_id bigint not null,
  id bigint not null,
  thread_id bigint,
  ticket_id bigint,
  kind text not null,                   -- COMMENT | UNVERIFIED | AUTOMATIC | NOTE | CALL
  author_id bigint,                     -- an agent, or the contact that a mail says it is from
  author_name text not null,
  text text not null,
  html text not null,
  detail text not null,                 -- JSON: of a call its direction and minutes, of a mail its sender and verdict
  mail_id text,
  created_at bigint not null,
  primary key (account_id, id)
);
create index internal_entries_thread on internal_entries (account_id, thread_id, id);
create index internal_entries_ticket on internal_entries (account_id, ticket_id, id);
create index internal_entries_mail_id on internal_entries (account_id, mail_id);
