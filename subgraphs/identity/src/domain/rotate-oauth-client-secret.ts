import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { readAsTenant, type Statement, type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import { checkRole } from "../check-role.ts";
import type { IdentityContext } from "../context.ts";
import { type OAuthClient, type OAuthClientRow, selectClient, toOAuthClient } from "../oauth-client-row.ts";
import { insertSecret, LIVE_SECRETS, makeClientSecret } from "../oauth-client-secret.ts";

/** Thirty days, in seconds. */
const MAX_OVERLAP = 2_592_000;

export interface RotatedSecret {
  oauthClient: OAuthClient;
  /** Shown once, here. */
  secret: string;
}

/**
 * Gives a client another secret. The one before works for so many seconds longer; with 0 it is dead when this answers, in
 * this process, and in the others as soon as the feed reaches them. One that was being replaced already ends now.
 */
export async function rotateOAuthClientSecret(
  ctx: IdentityContext,
  input: { id: string; overlapSeconds: number },
): Promise<RotatedSecret> {
  const tenantId = authorize(ctx, "oauth-client-secret:rotate");
  requireFresh(ctx, "rotateOAuthClientSecret");
  const id = decodeId("oauthClient", input.id, "input.id");
  const { overlapSeconds } = input;
  refuseFaults(overlapFaults(overlapSeconds));
  // Whoever has the secret of a machine client has its role, which never changes.
  const [known] = await readAsTenant<OAuthClientRow>(ctx.db, tenantId, selectClient(tenantId, id));
  if (!known) throw notFound();
  if (known.role !== null) await checkRole(ctx, tenantId, known.role);

  const secret = makeClientSecret();
  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const found = await clientToRotate(tx, id);
    const target = encodeId("oauthClient", id);
    await tx.commit([
      endSecrets(tenantId, id, overlapSeconds),
      insertSecret(ctx.peppers, tenantId, id, secret),
      appendOutbox(tenantId, [{ type: "oauth-client-secret.rotated", subject: id, payload: {} }]),
      appendAudit(ctx, tenantId, { action: "oauth-client-secret.rotate", target, detail: { overlapSeconds } }),
    ]);
    return found;
  });
  await ctx.feed.settled();
  return { oauthClient: toOAuthClient(row), secret };
}

function overlapFaults(seconds: number): FieldFault[] {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_OVERLAP) return [];
  const message = `Give an overlap of 0 to ${MAX_OVERLAP} seconds (30 days).`;
  return [{ path: "input.overlapSeconds", code: "OUT_OF_RANGE", message }];
}

/** Those who rotate at the same time take turns: each ends what the one before made. */
async function clientToRotate(tx: Transaction, id: string): Promise<OAuthClientRow> {
  const [, [row]] = await Promise.all([
    tx.query(takeTurn(`oauth client ${id}`)),
    tx.query<OAuthClientRow>(selectClient(tx.tenantId, id)),
  ]);
  if (!row) throw notFound();
  if (row.revoked_at !== null) throw new AppError("CONFLICT", "This client is revoked. Register another one.");
  if (row.kind === "PUBLIC" || row.jwks)
    throw new AppError("CONFLICT", "This client has no secret: it is public, or signs with keys of its own.");
  return row;
}

/** Of the secrets that work, the newest but the coming one gets the overlap, unless it ends sooner; the others end now. */
function endSecrets(tenantId: string, clientId: string, overlapSeconds: number): Statement {
  return {
    name: "end_oauth_client_secrets",
    text: `update identity.oauth_client_secret s
           set expires_at = case when live.place < $4 then least(s.expires_at, now() + make_interval(secs => $3)) else now() end
           from (select id, row_number() over (order by created_at desc, id desc) as place
                 from identity.oauth_client_secret
                 where tenant_id = $1 and client_id = $2 and (expires_at is null or expires_at > now())) live
           where s.tenant_id = $1 and s.id = live.id`,
    values: [tenantId, clientId, overlapSeconds, LIVE_SECRETS],
  };
}
