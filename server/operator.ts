import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";

/** The operator at the command line, acting inside one tenant: an audited principal like any other. */
export function operatorRequest(tenantId: string): RequestContext {
  return {
    principal: platformPrincipal(tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
}
