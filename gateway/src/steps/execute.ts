import type { Edge } from "../edge.ts";
import { coerceVariables } from "../engine/variables.ts";
import type { Passage } from "../passage.ts";

export async function execute(passage: Passage, edge: Edge): Promise<void> {
  const { prepared, operation, request } = passage;
  if (!prepared?.plan || !operation) throw new Error("execute runs after the plan is made");
  const variables = coerceVariables(edge.supergraph.apiSchema, prepared.operation, operation.variables);
  passage.result = await prepared.plan({ request, variables });
}
