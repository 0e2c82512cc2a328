import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";
import { ACTIVATION_SECONDS, activationUrl, digestActivationToken, makeActivationToken } from "../activation-link.ts";
import { activationMail, refuseTooMany } from "../activation-mail.ts";
import { userToChange } from "../change-user.ts";
import { checkRole } from "../check-role.ts";
import type { IdentityContext } from "../context.ts";

export interface ActivationLink {
  /** Shown once, here; null when it was mailed and is nobody's but the reader's. */
  url: string | null;
  expiresAt: string;
}

/**
 * Makes the link by which a user sets their first password. It works once, and voids those made before. What an Admin asks
 * for goes to the user's address, so that nobody makes the account of somebody else's; the operator is handed it.
 */
export async function createActivationLink(ctx: IdentityContext, input: { userId: string }): Promise<ActivationLink> {
  const tenantId = authorize(ctx, "activation-link:create");
  requireFresh(ctx, "createActivationLink");
  const userUuid = decodeId("user", input.userId, "input.userId");

  const token = makeActivationToken();
  const link = activationUrl(ctx.publicOrigin, token);
  const isMailed = ctx.mail.sends && ctx.principal.kind !== "platform";
  // Whoever is handed the link can become the user, with whatever role they have by then.
  if (!isMailed || ctx.mail.isShown) await checkRole(ctx, tenantId, ADMIN_ROLE);
  const mailed = isMailed ? await activationMail(ctx, { tenantId, userUuid, link }) : undefined;
  const expiresAt = await withTenant(ctx.db, tenantId, async (tx) => {
    const row = await userToChange(tx, userUuid);
    if (row.activated_at !== null)
      throw new AppError(
        "CONFLICT",
        "This user can sign in already. A forgotten password is set anew by the operator.",
      );
    if (row.locked_at !== null)
      throw new AppError("CONFLICT", "This user is locked, so the link would not work. Unlock them first.");
    if (isMailed) await refuseTooMany(tx, userUuid);
    if (isMailed && row.email !== mailed?.email)
      throw new AppError("CONFLICT", "The user has just changed. Try again.");
    const id = newUuid();
    const userId = encodeId("user", userUuid);
    // Who activates takes no turn: somebody who did meanwhile gets no link.
    tx.surelyAtEnd({
      name: "hold_user_to_activate",
      text: `select from identity."user" where tenant_id = $1 and id = $2 and activated_at is null for no key update`,
      values: [tenantId, userUuid],
    });
    const [, [made]] = await tx.commit<[object, { expires_at: string }]>([
      ...replaceLinks(tenantId, { id, userUuid, token, isMailed, createdBy: ctx.principal.id }),
      ...(mailed ? [mailed.statement] : []),
      appendOutbox(tenantId, [{ type: "activation-link.created", subject: id, payload: { userId } }]),
      appendAudit(ctx, tenantId, { action: "activation-link.create", target: userId }),
    ]);
    return made?.expires_at ?? "";
  });
  return { url: isMailed && !ctx.mail.isShown ? null : link, expiresAt };
}

/** The second one answers when the new link expires. */
function replaceLinks(
  tenantId: string,
  link: { id: string; userUuid: string; token: string; isMailed: boolean; createdBy: string },
): Statement[] {
  const { id, userUuid, token, isMailed, createdBy } = link;
  return [
    {
      name: "void_activation_links",
      text: `update identity.activation_link set used_at = now()
             where tenant_id = $1 and user_id = $2 and used_at is null`,
      values: [tenantId, userUuid],
    },
    {
      name: "create_activation_link",
      text: `insert into identity.activation_link (tenant_id, id, user_id, digest, created_by, is_mailed, expires_at)
             values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7)) returning expires_at`,
      values: [tenantId, id, userUuid, digestActivationToken(token), createdBy, isMailed, ACTIVATION_SECONDS],
    },
  ];
}
