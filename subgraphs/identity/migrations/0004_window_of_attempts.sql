-- What is counted over a day must not keep what is counted over a quarter of an hour for as long.
alter table identity.sign_in_attempt add column window_seconds int not null default 3600 check (window_seconds > 0);
comment on column identity.sign_in_attempt.window_seconds is 'INTERNAL: how long after begun_at the count is void';
comment on column identity.sign_in_attempt.begun_at       is 'INTERNAL: when counting began';
comment on column identity.sign_in_attempt.count          is 'INTERNAL: attempts since then that did not succeed, those under way included; mails that were asked for; notices that were sent';
