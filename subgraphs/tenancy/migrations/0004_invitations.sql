-- Who is asked to become a member. An invitation is bound to an e-mail address and is used once; a link of it holds the
-- tenant's id and 256 random bits, so that it is looked up inside its tenant like everything else (docs/adr/0032).

create table tenancy.invitation (
  tenant_id   uuid          not null references tenancy.tenant (tenant_id),
  id          uuid          not null,
  email       text          not null,
  email_key   text          not null,
  role        text          not null,
  message     text,
  state       text          not null default 'PENDING' check (state in ('PENDING', 'ACCEPTED', 'REVOKED', 'EXPIRED')),
  digest      bytea         not null check (length(digest) = 32),
  is_mailed   boolean       not null,
  sent_at     timestamptz[] not null default array[now()],
  invited_by  text          not null,
  created_at  timestamptz   not null default now(),
  expires_at  timestamptz   not null,
  ended_at    timestamptz,
  accepted_by uuid,
  primary key (tenant_id, id),
  check ((state = 'PENDING') = (ended_at is null)),
  check ((state = 'ACCEPTED') = (accepted_by is not null))
);
create unique index invitation_pending_once on tenancy.invitation (tenant_id, email_key) where state = 'PENDING';
create index invitation_digest on tenancy.invitation (tenant_id, digest);
-- How many mails went to an address lately, whatever became of them.
create index invitation_address on tenancy.invitation (tenant_id, email_key);
create index invitation_expiry on tenancy.invitation (tenant_id, expires_at);
comment on column tenancy.invitation.tenant_id   is 'INTERNAL: the tenant';
comment on column tenancy.invitation.id          is 'INTERNAL: UUIDv7';
comment on column tenancy.invitation.email       is 'PERSONAL: e-mail address that is invited, as given';
comment on column tenancy.invitation.email_key   is 'PERSONAL: the same as compared, by identity''s word';
comment on column tenancy.invitation.role        is 'INTERNAL: name of the role that the member will have';
comment on column tenancy.invitation.message     is 'PERSONAL: words of the inviter; null for none';
comment on column tenancy.invitation.state       is 'INTERNAL: what became of it; one that is pending past its time has expired';
comment on column tenancy.invitation.digest      is 'SECRET: SHA-256 of the link''s secret; another link has another one';
comment on column tenancy.invitation.is_mailed   is 'INTERNAL: whether the link went to the address; then who uses it reads its mail';
comment on column tenancy.invitation.sent_at     is 'INTERNAL: when links were made; of those before the newest, the last hour''s';
comment on column tenancy.invitation.invited_by  is 'INTERNAL: who vouches for it: made the newest link, as usr_… or key_…; pseudonymous';
comment on column tenancy.invitation.created_at  is 'INTERNAL: when the address was first invited';
comment on column tenancy.invitation.expires_at  is 'INTERNAL: until when the newest link works';
comment on column tenancy.invitation.ended_at    is 'INTERNAL: when it was accepted, revoked or replaced after its time; null while it is pending';
comment on column tenancy.invitation.accepted_by is 'INTERNAL: the user who accepted it, of identity; pseudonymous';

alter table tenancy.invitation enable row level security;
alter table tenancy.invitation force row level security;
create policy tenant on tenancy.invitation using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on tenancy.invitation to bulkhead_tenancy;
grant update (state, digest, is_mailed, sent_at, invited_by, expires_at, ended_at, accepted_by)
  on tenancy.invitation to bulkhead_tenancy;
