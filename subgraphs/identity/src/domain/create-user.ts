import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { conflict, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";
import { emailKey, readEmail } from "../email.ts";
import { toUser, USER_COLUMNS, type User, type UserRow } from "../user-row.ts";

/** Registers a person in the tenant. They may do nothing yet: that takes a membership. */
export async function createUser(ctx: IdentityContext, input: { email: string; name: string }): Promise<User> {
  const tenantId = authorize(ctx, "user:create");
  const faults: FieldFault[] = [];
  const email = readEmail(input.email, "input.email", faults);
  const name = readName(input.name, "input.name", faults);
  refuseFaults(faults);

  const id = newUuid();
  try {
    const [inserted] = await flushAsTenant(ctx.db, tenantId, [
      {
        name: "create_user",
        text: `insert into identity."user" (tenant_id, id, email, email_key, name) values ($1, $2, $3, $4, $5)
               returning ${USER_COLUMNS}`,
        values: [tenantId, id, email, emailKey(email), name],
      },
      appendOutbox(tenantId, [{ type: "user.created", subject: id, payload: {} }]),
      appendAudit(ctx, tenantId, { action: "user.create", target: encodeId("user", id), personal: { email } }),
    ]);
    return toUser((inserted as UserRow[])[0] as UserRow);
  } catch (error) {
    if (violatedConstraint(error) === "user_email_once") {
      const message = "A user with this e-mail address exists already in your tenant.";
      throw conflict(message, error, [{ path: "input.email", code: "TAKEN", message }]);
    }
    throw error;
  }
}
