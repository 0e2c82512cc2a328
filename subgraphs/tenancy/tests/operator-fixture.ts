import { type OperatorRole, operatorPrincipal } from "@bulkhead/kernel/operator-role.ts";

/** An operator who proved both factors so many seconds ago. */
export function operatorOf(role: OperatorRole, secondsAgo = 0) {
  const now = Date.now() / 1_000;
  const id = "opr_01h455vb4pex5vsknk084sn02q";
  return operatorPrincipal({ id, role, authTime: now - secondsAgo, expiresAt: now + 3_600 });
}
