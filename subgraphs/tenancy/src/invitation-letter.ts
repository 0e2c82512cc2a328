import type { Statement } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { readBrand } from "./brand.ts";
import type { TenancyContext } from "./context.ts";
import type { Invitation } from "./invitation-row.ts";
import { INVITATION_SECONDS, makeInvitationToken, readInvitationToken } from "./invitation-token.ts";

/** An invitation that was sent. */
export interface SentInvitation {
  invitation: Invitation;
  /** Shown once, here; null when it was mailed and is nobody's but the reader's. */
  url: string | null;
}

/** A link with the letter that carries it, made before the transaction, since sealing may have to wait for a key. */
export interface Letter {
  digest: Buffer;
  expiresAt: string;
  isMailed: boolean;
  /** What asks for the mail in the transaction; nothing where there is none. */
  statements: Statement[];
  /** For the answer. */
  url: string | null;
}

export async function writeLetter(
  ctx: TenancyContext,
  tenantId: string,
  to: { email: string; role: string; message: string | null },
): Promise<Letter> {
  const token = makeInvitationToken(tenantId);
  const digest = readInvitationToken(token)?.digest;
  const brand = await readBrand(ctx.db, tenantId, ctx.operator);
  if (!digest || !brand) throw notFound();
  const expiresAt = new Date(Date.now() + INVITATION_SECONDS * 1_000).toISOString();
  const { email, role, message } = to;
  const letter = { to: email, tenantName: brand.name, role, message, token, expiresAt };
  const { url, job, isShown } = await ctx.sealInvitation(ctx, tenantId, letter);
  return {
    digest,
    expiresAt,
    isMailed: job !== null,
    statements: job === null ? [] : [enqueueJob(ctx, tenantId, job)],
    url: job === null || isShown ? url : null,
  };
}
