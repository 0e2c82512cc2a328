import { authorize } from "@bulkhead/kernel/principal.ts";
import type { Operator } from "../operators/operator-row.ts";
import type { OperatorContext } from "../operators/operators.ts";

/** Whoever operates the platform, oldest first. */
export async function operators(ctx: OperatorContext): Promise<Operator[]> {
  authorize(ctx, "operator:read");
  return ctx.operators.list();
}
