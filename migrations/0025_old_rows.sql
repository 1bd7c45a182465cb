-- What is forgotten by age: files that no message took, sessions that ended long ago.
create index uploads_created on uploads (account_id, created_at);
create index sessions_expires on sessions (account_id, expires_at);
