-- Settings by group, with a reason for each version. A document holds what its tenant says and nothing else: what it does
-- not say follows plan and operator. Secrets stand apart, sealed, and are replaced: no version brings an old one back.

alter table tenancy.tenant_setting add column reason text;
alter table tenancy.tenant_setting add column rolled_back_to integer check (rolled_back_to >= 0);
comment on column tenancy.tenant_setting.reason         is 'PERSONAL: why, in the words of who set it; null before reasons were asked for';
comment on column tenancy.tenant_setting.rolled_back_to is 'INTERNAL: the version it went back to; null when it was no going back';
comment on column tenancy.tenant_setting.settings       is 'INTERNAL: what the tenant says, by src/settings; about nobody, and no secret';

-- Documents of before were whole and flat: what equals the default of then was said by nobody. All tenants' at once, by
-- an owner who need not be a superuser.
alter table tenancy.tenant_setting no force row level security;
update tenancy.tenant_setting set settings = jsonb_strip_nulls(jsonb_build_object(
  'security', nullif(jsonb_strip_nulls(jsonb_build_object(
    'mfa', nullif(settings -> 'mfa', '"OPTIONAL"'),
    'mfaGraceDays', nullif(settings -> 'mfaGraceDays', '0'))), '{}'),
  'branding', nullif(jsonb_strip_nulls(jsonb_build_object(
    'displayName', settings -> 'displayName', 'logo', settings -> 'logo')), '{}'),
  'mfaDemand', case when coalesce(settings ->> 'mfaEnforcedFrom', '0') <> '0' then jsonb_build_object(
    'mfa', settings -> 'mfa', 'mfaBefore', settings -> 'mfaBefore', 'mfaEnforcedFrom', settings -> 'mfaEnforcedFrom') end))
where settings ?| array['mfa', 'mfaGraceDays', 'displayName', 'logo'];
alter table tenancy.tenant_setting force row level security;

create table tenancy.tenant_secret (
  tenant_id uuid    not null references tenancy.tenant (tenant_id),
  path      text    not null,
  version   integer not null check (version > 0),
  sealed    bytea   not null,
  primary key (tenant_id, path)
);
comment on column tenancy.tenant_secret.tenant_id is 'INTERNAL: the tenant';
comment on column tenancy.tenant_secret.path      is 'INTERNAL: which setting, as group.name';
comment on column tenancy.tenant_secret.version   is 'INTERNAL: version of the settings that set it';
comment on column tenancy.tenant_secret.sealed    is 'SECRET: the value, sealed by the envelope';

alter table tenancy.tenant_secret enable row level security;
alter table tenancy.tenant_secret force row level security;
create policy tenant on tenancy.tenant_secret using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on tenancy.tenant_secret to bulkhead_tenancy;
grant update (version, sealed) on tenancy.tenant_secret to bulkhead_tenancy;
