import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { InvitationLetter, InviteeAnswer, SealedLetter } from "./invitee.ts";
import type { Loaders } from "./loaders.ts";

/** What every operation of this room is given. */
export interface TenancyContext extends RequestContext {
  db: Database;
  cursors: Cursors;
  feed: Feed;
  loaders: Loaders;
  /** Whether identity knows this user of this tenant. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
  /** Identity's word about an address that is to be invited. */
  inviteeOf(tenantId: string, email: string): Promise<InviteeAnswer>;
  /** An invitation, written and sealed by identity; by whose request, it says. */
  sealInvitation(request: RequestContext, tenantId: string, letter: InvitationLetter): Promise<SealedLetter>;
}
