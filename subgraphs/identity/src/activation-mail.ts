import { readAsTenant, type Statement, type Transaction } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { ACTIVATION_SECONDS } from "./activation-link.ts";
import type { IdentityContext } from "./context.ts";

/** What a user is told when they get a link, and the address it goes to. */
export interface MailedTo {
  email: string;
  statement: Statement;
}

/** Mails of this kind to one user in an hour. */
const PER_HOUR = 5;

/**
 * Asks the tenant's own jobs for the mail: its Admins see whether it went out. Made before the transaction, since sealing
 * may have to wait; undefined when the tenant has no such user.
 */
export async function activationMail(
  ctx: IdentityContext,
  { tenantId, userUuid, link }: { tenantId: string; userUuid: string; link: string },
): Promise<MailedTo | undefined> {
  const [[user], membership, by] = await Promise.all([
    readAsTenant<{ email: string; name: string }>(ctx.db, tenantId, {
      name: "user_to_mail",
      text: `select email, name from identity."user" where tenant_id = $1 and id = $2`,
      values: [tenantId, userUuid],
    }),
    ctx.membershipOf(tenantId, userUuid),
    ctx.principal.kind === "user" ? ctx.actorNames.get(tenantId, ctx.principal.id) : undefined,
  ]);
  if (!user) return undefined;
  const { email, name } = user;
  const now = Date.now();
  const values = {
    at: new Date(now).toISOString(),
    expiresAt: new Date(now + ACTIVATION_SECONDS * 1_000).toISOString(),
    tenant: membership?.tenantName ?? "",
    by: by ?? "",
    name,
    link,
  };
  return { email, statement: await ctx.mail.statement(ctx, { to: email, template: "activate", values }, tenantId) };
}

/** Holds in a transaction that has locked the user's row. Errors: RATE_LIMITED. */
export async function refuseTooMany(tx: Transaction, userUuid: string): Promise<void> {
  const [row] = await tx.query<{ count: number }>({
    name: "activation_links_lately",
    text: `select count(*)::int as count from identity.activation_link
           where tenant_id = $1 and user_id = $2 and created_at > now() - interval '1 hour'`,
    values: [tx.tenantId, userUuid],
  });
  if ((row?.count ?? 0) < PER_HOUR) return;
  throw new AppError("RATE_LIMITED", `This user was sent ${PER_HOUR} links in the last hour. Wait an hour.`, {
    extensions: { budget: "activation-mail", retryAfter: 3_600 },
  });
}
