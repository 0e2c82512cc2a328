-- A tenant that the operator makes goes the same way as a person's own: what is done so far stands in a row, so that whoever
-- dies in between leaves something to go on from or to clear away (docs/adr/0035).
alter table identity.onboarding add column by_operator boolean not null default false;
alter table identity.onboarding add check (not (by_operator and account_id is not null));
create index onboarding_of_operator on identity.onboarding (slug) where by_operator and step <> 'DONE';
comment on column identity.onboarding.by_operator      is 'INTERNAL: whether the operator makes the tenant, for somebody who has no account yet';
comment on column identity.onboarding.account_id       is 'INTERNAL: who makes the tenant; null when the account is gone, or the operator makes it';
comment on column identity.onboarding.template_version is 'INTERNAL: which version of that; 0: whichever holds when the operator makes the tenant';
