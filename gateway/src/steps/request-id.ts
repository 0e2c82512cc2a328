import { clientAddress } from "@bulkhead/kernel/client-address.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

/** Names the request and says where it comes from. A client's own id is not taken: it would let it forge our log. */
export function assignRequestId(passage: Passage, edge: Edge): void {
  const { peer, forwardedFor } = passage.arrival;
  passage.request = {
    principal: ANONYMOUS,
    requestId: encodeId("request", newUuid()),
    clientAddress: peer === "" ? null : clientAddress(peer, forwardedFor, edge.proxies),
  };
}
