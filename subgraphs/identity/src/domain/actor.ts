import { notFound } from "@bulkhead/kernel/error.ts";
import { authorizeSignedIn } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";

export interface Actor {
  id: string;
  kind: "USER" | "API_KEY" | "CLIENT" | "OPERATOR" | "PLATFORM";
}

/** The shape alone, not decoded: a page of records asks this fifty times. */
const NAMED = /^(?:usr|key|cli|opr)_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const KINDS = { usr: "USER", key: "API_KEY", cli: "CLIENT", opr: "OPERATOR" } as const;

/** An actor by its id's prefix alone. Whether the tenant knows it shows only in its name, so nothing is read here. */
export function actor(ctx: IdentityContext, args: { id: string }): Actor {
  authorizeSignedIn(ctx);
  const { id } = args;
  if (NAMED.test(id)) return { id, kind: KINDS[id.slice(0, 3) as keyof typeof KINDS] };
  if (id === "platform") return { id, kind: "PLATFORM" };
  throw notFound();
}

const PLATFORM_NAME = "Platform";
/** Who an operator is, is known to the installation; a tenant tells them by their ids. */
const OPERATOR_NAME = "Operator of the platform";

/** The actor's name; null for another tenant's actor, for an invented one and for one that is gone: all alike. */
export function actorName(ctx: IdentityContext, { id, kind }: Actor): string | null | Promise<string | null> {
  const tenantId = authorizeSignedIn(ctx);
  if (kind === "PLATFORM") return PLATFORM_NAME;
  if (kind === "OPERATOR") return OPERATOR_NAME;
  const name = ctx.actorNames.get(tenantId, id);
  return name instanceof Promise ? name.then((loaded) => loaded ?? null) : name;
}
