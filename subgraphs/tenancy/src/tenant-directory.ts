import {
  type Database,
  queryOutsideTenants,
  readAsTenant,
  type Statement,
  violatedConstraint,
} from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { skeletonOf, slugFault, slugsLike } from "./slug.ts";

/** The tenant that has a slug, or had it, for the operator's commands; no request of a tenant comes here. */
export async function tenantIdOfSlug(db: Database, slug: string): Promise<string | undefined> {
  const [row] = await queryOutsideTenants<{ owner: string }>(db, {
    text: "select owner from tenancy.tenant_slug where slug = $1 and reserved_until is null",
    values: [slug],
  });
  return row?.owner;
}

/** The same for whoever will do something in it: CONFLICT for a tenant that is closed, since nothing may come into it again. */
export async function openTenantIdOfSlug(db: Database, slug: string): Promise<string | undefined> {
  const tenantId = await tenantIdOfSlug(db, slug);
  if (tenantId === undefined) return undefined;
  const text = "select from tenancy.tenant where tenant_id = $1 and status = 'CLOSED'";
  const closed = await readAsTenant(db, tenantId, { text, values: [tenantId] });
  if (closed.length === 0) return tenantId;
  const message = `The tenant ${slug} was closed and destroyed, and nobody gets its slug again. Its certificate: bulkhead closure-certificate ${slug}`;
  throw new AppError("CONFLICT", message);
}

/** How long a slug is held for somebody who makes up their mind, in seconds. */
export const RESERVATION_SECONDS = 3_600;

/**
 * Takes a slug for a tenant that is made in the same transaction: free, held for this tenant, or held for another for too
 * long. Answers no row when none of these is so.
 */
export function takeSlug(tenantId: string, slug: string): Statement {
  return {
    name: "take_slug",
    text: `insert into tenancy.tenant_slug as taken (slug, owner) values ($1, $2)
           on conflict (skeleton) where not is_older do update
             set slug = excluded.slug, owner = excluded.owner, reserved_until = null
             where taken.reserved_until is not null and (taken.owner = excluded.owner or taken.reserved_until <= now())
           returning slug`,
    values: [slug, tenantId],
  };
}

/** As `takeSlug`, but only one that is still held for this tenant: whoever let it go has given the tenant up. */
export function takeHeldSlug(tenantId: string, slug: string): Statement {
  return {
    name: "take_held_slug",
    text: `update tenancy.tenant_slug set reserved_until = null
           where slug = $1 and owner = $2 and reserved_until is not null returning slug`,
    values: [slug, tenantId],
  };
}

/** A row when `takeSlug` could take it. */
export function slugIsFree(tenantId: string, slug: string): Statement {
  return {
    name: "slug_is_free",
    text: `select 1 where not exists (
             select from tenancy.tenant_slug where skeleton = $1 and not is_older
               and (reserved_until is null or (owner <> $2 and reserved_until > now())))`,
    values: [skeletonOf(slug), tenantId],
  };
}

/** A row when `takeHeldSlug` could take it. */
export function slugIsHeld(tenantId: string, slug: string): Statement {
  return {
    name: "slug_is_held",
    text: "select from tenancy.tenant_slug where slug = $1 and owner = $2 and reserved_until is not null",
    values: [slug, tenantId],
  };
}

/**
 * Holds a slug for a tenant that may be made, for an hour from now, instead of any that is held for it already. Of many
 * who want it at once one gets it; the others are told of a free one that is like it.
 */
export async function reserveSlug(
  db: Database,
  { tenantId, slug }: { tenantId: string; slug: string },
): Promise<{ reservedUntil: string }> {
  const fault = slugFault(slug);
  if (fault) throw await refused(db, "BAD_USER_INPUT", slug, fault);
  const [held] = await queryOutsideTenants<{ reserved_until: string }>(db, RESERVE(tenantId, slug)).catch(orTaken);
  if (held) return { reservedUntil: held.reserved_until };
  throw await refused(db, "CONFLICT", slug);
}

const RESERVE = (tenantId: string, slug: string): Statement => ({
  name: "reserve_slug",
  text: `with held as (
           insert into tenancy.tenant_slug as taken (slug, owner, reserved_until)
           values ($1, $2, now() + make_interval(secs => $3))
           on conflict (skeleton) where not is_older do update
             set slug = excluded.slug, owner = excluded.owner, reserved_until = excluded.reserved_until
             where taken.reserved_until is not null and (taken.owner = excluded.owner or taken.reserved_until <= now())
           returning slug, reserved_until
         ), before as (
           delete from tenancy.tenant_slug using held
           where owner = $2 and tenant_slug.slug <> held.slug and tenant_slug.reserved_until is not null
             and tenant_slug.skeleton <> $4
         )
         select reserved_until from held`,
  values: [slug, tenantId, RESERVATION_SECONDS, skeletonOf(slug)],
});

/** One that was taken beside another that looks alike, before that was refused. */
function orTaken(error: unknown): [] {
  if (violatedConstraint(error) === "tenant_slug_pkey") return [];
  throw error;
}

const TAKEN = "A tenant has this slug, or one that looks like it. Choose another.";

/** Refuses a slug, and names a free one. */
export async function refused(
  db: Database,
  code: "BAD_USER_INPUT" | "CONFLICT",
  slug: string,
  fault: { code: string; message: string } = { code: "TAKEN", message: TAKEN },
): Promise<AppError> {
  const proposal = await freeSlugLike(db, slug);
  return new AppError(code, fault.message, { fields: [{ path: "input.slug", ...fault }], extensions: { proposal } });
}

/** The first slug like this one, itself first, that nobody has; it is not held. */
export async function freeSlugLike(db: Database, slug: string): Promise<string | undefined> {
  const candidates = [slug, ...slugsLike(slug)].filter((one) => slugFault(one) === undefined);
  const rows = await queryOutsideTenants<{ skeleton: string }>(db, {
    name: "slugs_taken",
    text: `select skeleton from tenancy.tenant_slug
           where skeleton = any($1) and (reserved_until is null or reserved_until > now())`,
    values: [candidates.map(skeletonOf)],
  });
  const taken = new Set(rows.map(({ skeleton }) => skeleton));
  return candidates.find((one) => !taken.has(skeletonOf(one)));
}

/** Lets go of what is held for a tenant that is not made. Answers whether it was made after all. */
export async function releaseSlug(db: Database, tenantId: string): Promise<{ isTaken: boolean }> {
  await queryOutsideTenants(db, {
    name: "release_slug",
    text: "delete from tenancy.tenant_slug where owner = $1 and reserved_until is not null",
    values: [tenantId],
  });
  const rows = await queryOutsideTenants(db, {
    name: "slug_of_tenant",
    text: "select from tenancy.tenant_slug where owner = $1",
    values: [tenantId],
  });
  return { isTaken: rows.length > 0 };
}
