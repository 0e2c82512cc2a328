-- How a company comes in by itself: names that are held while it decides, what the operator offers, domains that a tenant
-- has proved, and people who ask to join by them.

-- Names that look alike are one name. The letters are those of a slug; which of them pass for others is from the confusables
-- of UTS #39, and hyphens are easily overlooked.
alter table tenancy.tenant_slug add column skeleton text not null
  generated always as (replace(replace(translate(slug, '01i-', 'oll'), 'm', 'rn'), 'w', 'vv')) stored;
alter table tenancy.tenant_slug add column is_older boolean not null default false;
alter table tenancy.tenant_slug add column reserved_until timestamptz;
update tenancy.tenant_slug taken set is_older = true
  where exists (select from tenancy.tenant_slug other
                where other.skeleton = taken.skeleton and (other.owner, other.slug) < (taken.owner, taken.slug));
create unique index tenant_slug_alike on tenancy.tenant_slug (skeleton) where not is_older;
create index tenant_slug_owner on tenancy.tenant_slug (owner);
create index tenant_slug_reserved on tenancy.tenant_slug (reserved_until) where reserved_until is not null;
comment on column tenancy.tenant_slug.skeleton       is 'INTERNAL: equal for names that look alike';
comment on column tenancy.tenant_slug.is_older       is 'INTERNAL: taken beside one that looks alike, before that was refused';
comment on column tenancy.tenant_slug.reserved_until is 'INTERNAL: until when it is held for a tenant that is being made; null once there is one';
grant update (slug, owner, reserved_until), delete on tenancy.tenant_slug to bulkhead_tenancy;

-- What a new tenant begins with. As a plan, each change is a new version of the whole; none is ever changed.
create table tenancy.tenant_template (
  name        text        not null check (name ~ '^[a-z][a-z0-9-]{0,30}$'),
  version     integer     not null check (version > 0),
  title       text        not null,
  description text        not null,
  plan        text        not null,
  region      text        not null check (region ~ '^[a-z][a-z0-9-]{0,30}$'),
  roles       jsonb       not null check (jsonb_typeof(roles) = 'array'),
  collections jsonb       not null check (jsonb_typeof(collections) = 'array'),
  settings    jsonb       not null check (jsonb_typeof(settings) = 'object'),
  is_offered  boolean     not null,
  is_retired  boolean     not null default false,
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  primary key (name, version)
);
comment on column tenancy.tenant_template.name        is 'INTERNAL: of the template';
comment on column tenancy.tenant_template.version     is 'INTERNAL: from 1 on, without gaps; the highest is the one that holds';
comment on column tenancy.tenant_template.title       is 'PUBLIC: as whoever chooses one reads it';
comment on column tenancy.tenant_template.description is 'PUBLIC: what it is for';
comment on column tenancy.tenant_template.plan        is 'INTERNAL: plan of a tenant made from it';
comment on column tenancy.tenant_template.region      is 'PUBLIC: where such a tenant''s data may be kept';
comment on column tenancy.tenant_template.roles       is 'INTERNAL: roles beyond the predefined ones';
comment on column tenancy.tenant_template.collections is 'INTERNAL: collections that it begins with, as JSON Schemas';
comment on column tenancy.tenant_template.settings    is 'INTERNAL: settings that it begins with, by src/settings.ts';
comment on column tenancy.tenant_template.is_offered  is 'INTERNAL: whether people may choose it who sign up by themselves';
comment on column tenancy.tenant_template.is_retired  is 'INTERNAL: whether no tenant is made from it any more';
comment on column tenancy.tenant_template.created_by  is 'INTERNAL: the operator; pseudonymous';
comment on column tenancy.tenant_template.created_at  is 'INTERNAL: since when it holds';
grant select, insert on tenancy.tenant_template to bulkhead_tenancy;

insert into tenancy.tenant_template
  (name, version, title, description, plan, region, roles, collections, settings, is_offered, created_by)
values ('standard', 1, 'Standard', 'Begins empty: three roles, and no data.', 'standard', 'default', '[]', '[]', '{}', true, 'platform');

alter table tenancy.tenant add column template text;
alter table tenancy.tenant add column template_version integer;
alter table tenancy.tenant add constraint tenant_template_check check ((template is null) = (template_version is null));
comment on column tenancy.tenant.template         is 'INTERNAL: what it was made from; null for one that was made before there were any';
comment on column tenancy.tenant.template_version is 'INTERNAL: which version of it';

-- A domain of a tenant's. What proves it is a TXT record that holds the token, which is therefore no secret.
create table tenancy.domain (
  tenant_id     uuid        not null references tenancy.tenant (tenant_id),
  id            uuid        not null,
  name          text        not null,
  token         text        not null,
  join_policy   text        not null check (join_policy in ('OFF', 'APPROVAL', 'AUTOMATIC')),
  role          text        not null,
  verified_at   timestamptz,
  checked_at    timestamptz,
  failing_since timestamptz,
  created_by    text        not null,
  created_at    timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint domain_once_per_name unique (tenant_id, name),
  check (failing_since is null or verified_at is not null)
);
comment on column tenancy.domain.tenant_id     is 'INTERNAL: the tenant';
comment on column tenancy.domain.id            is 'INTERNAL: UUIDv7';
comment on column tenancy.domain.name          is 'INTERNAL: in lower case, as the DNS has it (RFC 5890 A-labels)';
comment on column tenancy.domain.token         is 'PUBLIC: what the TXT record holds, for anybody to read';
comment on column tenancy.domain.join_policy   is 'INTERNAL: what is offered to people with a proven address of it';
comment on column tenancy.domain.role          is 'INTERNAL: name of the role they get';
comment on column tenancy.domain.verified_at   is 'INTERNAL: since when it is proved; null while it is not';
comment on column tenancy.domain.checked_at    is 'INTERNAL: when its record was looked for last';
comment on column tenancy.domain.failing_since is 'INTERNAL: since when the record is not found; null while it is';
comment on column tenancy.domain.created_by    is 'INTERNAL: who added it, as usr_… or key_…; pseudonymous';
comment on column tenancy.domain.created_at    is 'INTERNAL: since when';
alter table tenancy.domain enable row level security;
alter table tenancy.domain force row level security;
create policy tenant on tenancy.domain using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on tenancy.domain to bulkhead_tenancy;
grant update (join_policy, role, verified_at, checked_at, failing_since) on tenancy.domain to bulkhead_tenancy;

-- Whose a proved domain is: one tenant's. Of its own for the reason that tenant_slug has.
create table tenancy.verified_domain (
  name       text        not null primary key,
  owner      uuid        not null,
  domain_id  uuid        not null,
  check_from timestamptz not null
);
create index verified_domain_check on tenancy.verified_domain (check_from);
comment on column tenancy.verified_domain.name       is 'INTERNAL: the domain';
comment on column tenancy.verified_domain.owner      is 'INTERNAL: the tenant that proved it';
comment on column tenancy.verified_domain.domain_id  is 'INTERNAL: which of its domains';
comment on column tenancy.verified_domain.check_from is 'INTERNAL: from when its record is to be looked for again';
grant select, insert, delete on tenancy.verified_domain to bulkhead_tenancy;
grant update (check_from) on tenancy.verified_domain to bulkhead_tenancy;

create table tenancy.join_request (
  tenant_id  uuid        not null references tenancy.tenant (tenant_id),
  id         uuid        not null,
  user_id    uuid        not null,
  domain_id  uuid        not null,
  domain     text        not null,
  role       text        not null,
  status     text        not null default 'OPEN' check (status in ('OPEN', 'APPROVED', 'DECLINED')),
  decided_by text,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  check ((status = 'OPEN') = (decided_at is null) and (decided_at is null) = (decided_by is null))
);
create unique index join_request_open on tenancy.join_request (tenant_id, user_id) where status = 'OPEN';
create index join_request_user on tenancy.join_request (tenant_id, user_id);
comment on column tenancy.join_request.tenant_id  is 'INTERNAL: the tenant';
comment on column tenancy.join_request.id         is 'INTERNAL: UUIDv7; order of asking';
comment on column tenancy.join_request.user_id    is 'INTERNAL: who asks, of identity; pseudonymous';
comment on column tenancy.join_request.domain_id  is 'INTERNAL: by which of the tenant''s domains';
comment on column tenancy.join_request.domain     is 'INTERNAL: its name, which stays when it is removed';
comment on column tenancy.join_request.role       is 'INTERNAL: name of the role that the domain offered';
comment on column tenancy.join_request.status     is 'INTERNAL: what became of it';
comment on column tenancy.join_request.decided_by is 'INTERNAL: who decided, as usr_… or key_…; null while nobody did';
comment on column tenancy.join_request.decided_at is 'INTERNAL: when; null while nobody did';
comment on column tenancy.join_request.created_at is 'INTERNAL: when it was asked';
alter table tenancy.join_request enable row level security;
alter table tenancy.join_request force row level security;
create policy tenant on tenancy.join_request using (tenant_id = (select platform.current_tenant()));
grant select, insert on tenancy.join_request to bulkhead_tenancy;
grant update (status, decided_by, decided_at) on tenancy.join_request to bulkhead_tenancy;

-- A domain of a closed tenant may be another's.
grant select (owner), delete on tenancy.verified_domain to bulkhead_destroyer;
