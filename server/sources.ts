import type { IdentityRoom } from "@bulkhead/identity/src/room.ts";
import type { TenancyRoom } from "@bulkhead/tenancy/src/room.ts";
import type { createRemoteIdentity } from "./remote-identity.ts";
import type { createRemoteTenancy } from "./remote-tenancy.ts";

/** Where a process learns who somebody is and what a tenant allows: from its own rooms or from another process. */
export interface Sources {
  identity: IdentityRoom | ReturnType<typeof createRemoteIdentity>;
  tenancy: TenancyRoom | ReturnType<typeof createRemoteTenancy>;
}
