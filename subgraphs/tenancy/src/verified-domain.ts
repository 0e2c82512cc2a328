import type { Statement } from "@bulkhead/kernel/database.ts";

/** How often the record of a verified domain is looked for again, in seconds. */
export const CHECK_SECONDS = 24 * 3_600;
/** For how long it may be gone before the domain is no longer verified, in seconds. */
export const GRACE_SECONDS = 3 * 24 * 3_600;

/** Makes a proved domain the tenant's, for `domainToProve`. Answers no row when it is another's. */
export function takeDomain(tenantId: string, domainId: string, name: string): Statement {
  return {
    name: "take_domain",
    text: `insert into tenancy.verified_domain as taken (name, owner, domain_id, check_from)
           values ($1, $2, $3, now() + make_interval(secs => $4))
           on conflict (name) do update set check_from = excluded.check_from
             where taken.owner = excluded.owner and taken.domain_id = excluded.domain_id
           returning name`,
    values: [name, tenantId, domainId, CHECK_SECONDS],
  };
}

/** A row when a proved domain is another's. */
export function ownedByOther(tenantId: string, domainId: string, name: string): Statement {
  return {
    name: "domain_of_another",
    text: "select from tenancy.verified_domain where name = $1 and (owner, domain_id) <> ($2::uuid, $3::uuid)",
    values: [name, tenantId, domainId],
  };
}

/** By its id as well: the tenant may have added and proved the same name anew. */
export function letGoOfDomain(tenantId: string, domainId: string, name: string): Statement {
  return {
    name: "let_go_of_domain",
    text: "delete from tenancy.verified_domain where name = $1 and owner = $2 and domain_id = $3",
    values: [name, tenantId, domainId],
  };
}
