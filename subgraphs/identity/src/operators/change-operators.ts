import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { violatedConstraint, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { conflict } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import type { OperatorRole } from "@bulkhead/kernel/operator-role.ts";
import { emailKey } from "../email.ts";
import type { OperatorDeps, Tx } from "./deps.ts";
import { endImpersonationsOf } from "./impersonations.ts";
import { type OperatorLink, prepareLink } from "./links.ts";
import {
  keepAnOwner,
  OPERATOR_COLUMNS,
  type Operator,
  type OperatorRow,
  operatorToChange,
  refuseMore,
  toOperator,
} from "./operator-row.ts";
import { record } from "./record.ts";
import { endSessions } from "./sessions.ts";

export interface OperatorWithLink {
  operator: Operator;
  link: OperatorLink;
}

/** Errors: FORBIDDEN, CONFLICT. */
export async function add(
  deps: OperatorDeps,
  ctx: RequestContext,
  { email, name, role }: { email: string; name: string; role: OperatorRole },
): Promise<OperatorWithLink> {
  refuseMore(ctx.principal, role);
  const operatorId = newUuid();
  const keep = await prepareLink(deps, operatorId);
  try {
    return await withTransactionAboveTenants(deps.db, async (tx) => {
      const [row] = await tx.query<OperatorRow>({
        text: `insert into identity.operator (id, email, email_key, name, role, created_by) values ($1, $2, $3, $4, $5, $6)
               returning ${OPERATOR_COLUMNS}`,
        values: [operatorId, email, emailKey(email), name, role, ctx.principal.id],
      });
      const link = await keep(tx, ctx.principal.id);
      const change = { type: "operator.added", action: "operator.add", detail: { role }, personal: { email } };
      record(ctx, tx, { ...change, operatorId });
      return { operator: toOperator(row as OperatorRow), link };
    });
  } catch (error) {
    if (violatedConstraint(error) === "operator_email_once")
      throw conflict("There is an operator with this e-mail address already.", error);
    throw error;
  }
}

/** A link for one who has lost password or authenticator; until it is used, what they have goes on working. Errors: NOT_FOUND, FORBIDDEN. */
export async function makeLink(deps: OperatorDeps, ctx: RequestContext, operatorId: string): Promise<OperatorWithLink> {
  const keep = await prepareLink(deps, operatorId);
  return withTransactionAboveTenants(deps.db, async (tx) => {
    const row = await operatorToChange(tx, operatorId);
    refuseMore(ctx.principal, row.role);
    const link = await keep(tx, ctx.principal.id);
    record(ctx, tx, { action: "operator-link.create", operatorId });
    return { operator: toOperator(row), link };
  });
}

/** What they did under the other role ends: sessions, tokens, impersonations. Errors: NOT_FOUND, FORBIDDEN, CONFLICT. */
export async function changeRole(
  deps: OperatorDeps,
  ctx: RequestContext,
  { operatorId, role }: { operatorId: string; role: OperatorRole },
): Promise<Operator> {
  const operator = await withTransactionAboveTenants(deps.db, async (tx) => {
    const row = await operatorToChange(tx, operatorId);
    refuseMore(ctx.principal, row.role, role);
    if (row.role === role) return toOperator(row);
    keepAnOwner(row);
    tx.atEnd({
      text: "update identity.operator set role = $2 where id = $1",
      values: [operatorId, role],
    });
    await endAll(tx, ctx, operatorId);
    const detail = { from: row.role, to: role };
    record(ctx, tx, { type: "operator.role-changed", action: "operator-role.change", operatorId, detail });
    return toOperator({ ...row, role });
  });
  await deps.feed.settled();
  return operator;
}

/** Errors: NOT_FOUND, FORBIDDEN, CONFLICT. */
export async function remove(deps: OperatorDeps, ctx: RequestContext, operatorId: string): Promise<void> {
  await withTransactionAboveTenants(deps.db, async (tx) => {
    const row = await operatorToChange(tx, operatorId);
    refuseMore(ctx.principal, row.role);
    keepAnOwner(row);
    tx.atEnd({ text: "update identity.operator set removed_at = now() where id = $1", values: [operatorId] });
    tx.atEnd({ text: "delete from identity.operator_link where operator_id = $1", values: [operatorId] });
    await endAll(tx, ctx, operatorId);
    record(ctx, tx, { type: "operator.removed", action: "operator.remove", operatorId });
  });
  await deps.feed.settled();
}

async function endAll(tx: Tx, ctx: RequestContext, operatorId: string): Promise<void> {
  endSessions(tx, operatorId);
  await endImpersonationsOf(tx, ctx, operatorId);
}
