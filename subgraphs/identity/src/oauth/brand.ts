import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { branded, type Page } from "../pages/page.ts";
import type { OAuthDeps } from "./deps.ts";

type Deps = Pick<OAuthDeps, "brandOf" | "clients" | "log">;

/** A page in the looks of a tenant, by its uuid; as it is when none is known. */
export async function brandedFor(deps: Deps, tenantId: string | undefined, page: Page): Promise<Page> {
  const brand = tenantId === undefined ? undefined : await brandOrNone(deps, tenantId);
  return brand ? branded(page, brand) : page;
}

/**
 * As `brandedFor`, of the tenant that registered a client. The installation's own clients serve all of them: what else an
 * anonymous request names, such as a `resource`, must not make the page tell whether there is such a tenant.
 */
export async function brandedForClient(deps: Deps, clientId: string | undefined, page: Page): Promise<Page> {
  const client = clientId === undefined ? undefined : await deps.clients.find(clientId);
  return brandedFor(deps, client && client.tenantId !== INSTALLATION_ID ? client.tenantId : undefined, page);
}

/** Looks are no reason to keep anybody out. */
export async function brandOrNone({ brandOf, log }: Pick<Deps, "brandOf" | "log">, tenantId: string) {
  try {
    return await brandOf(tenantId);
  } catch (error) {
    log.warn({ detail: String(error) }, "a page is shown without its tenant's brand");
    return undefined;
  }
}
