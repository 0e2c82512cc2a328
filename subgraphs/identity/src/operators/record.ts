import { type AuditEvent, appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import type { OperatorDeps, Tx } from "./deps.ts";

/** What happened to an operator, for the log of the installation; with an event when it changes what they may. */
export interface OperatorChange extends Pick<AuditEvent, "detail" | "personal"> {
  action: string;
  /** uuid */
  operatorId: string;
  type?: string;
}

/** Along with the COMMIT. */
export function record(ctx: RequestContext, tx: Tx, change: OperatorChange): void {
  const { action, operatorId, type, detail, personal } = change;
  const installation = tx.enter(INSTALLATION_ID);
  const target = encodeId("operator", operatorId);
  const facts = { ...(detail ? { detail } : {}), ...(personal ? { personal } : {}) };
  installation.atEnd(appendAudit(ctx, INSTALLATION_ID, { action, target, ...facts }));
  if (type) installation.atEnd(appendOutbox(INSTALLATION_ID, [{ type, subject: operatorId, payload: {} }]));
}

/** The request as an operator's who may do nothing (yet): who acted, for the log. */
export function asOperator({ requestId, clientAddress }: AnonymousRequest, operatorId: string): RequestContext {
  return {
    requestId,
    clientAddress,
    principal: {
      kind: "operator",
      id: encodeId("operator", operatorId),
      tenantId: INSTALLATION_ID,
      roles: [],
      permissions: new Set(),
      permissionsKey: "",
    },
  };
}

/** Records in the installation's log that somebody was not let in; of nobody's address, as of anybody. */
export function refuse(
  { denials }: Pick<OperatorDeps, "denials">,
  request: AnonymousRequest,
  { operatorId, operation, reason }: { operatorId: string | undefined; operation: string; reason: string },
): undefined {
  if (operatorId === undefined) return denials.denyAnonymous(request.clientAddress, reason) as undefined;
  denials.deny(asOperator(request, operatorId), { operation, coordinates: [], missing: [], reason });
}
