import { AppError } from "@bulkhead/kernel/error.ts";
import { forbidden, unauthenticated } from "@bulkhead/kernel/principal.ts";
import type { PreparedDocument } from "../document.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { type Decision, decide } from "../rules/decide.ts";
import { refuseWhileSuspended } from "./tenant-status.ts";

/** Distinct permission sets remembered per document: tenants share them, there are about as many as roles. */
const MAX_DECISIONS = 256;

/** One denied field refuses the whole operation before anything of it runs. */
export function authorise(passage: Passage, edge: Edge): void | Promise<void> {
  const { prepared, request } = passage;
  if (!prepared) throw new Error("authorise runs after the document is prepared");
  refuseWhileSuspended(passage, edge);
  const { principal } = request;
  if (prepared.introspects && principal.kind === "anonymous" && edge.config.environment !== "development")
    throw new AppError(
      "INTROSPECTION_DISABLED",
      "Introspection needs a valid credential: send `Authorization: Bearer <access token or API key>`.",
    );
  const key = principal.kind === "anonymous" ? "" : `+${principal.permissionsKey}`;
  const known = prepared.decisions.get(key);
  if (known) return enforce(known, passage, prepared, edge);
  return decide(edge.supergraph.rules, prepared.coordinates, principal).then((decision) => {
    if (prepared.decisions.size >= MAX_DECISIONS) prepared.decisions.clear();
    prepared.decisions.set(key, decision);
    enforce(decision, passage, prepared, edge);
  });
}

function enforce(decision: Decision, { request }: Passage, prepared: PreparedDocument, { ports }: Edge): void {
  if (decision.denied.length === 0) return;
  const { denied, missing } = decision;
  if (request.principal.kind === "anonymous") {
    ports.denials.denyAnonymous(request.clientAddress, "NO_CREDENTIAL");
    throw refusal(unauthenticated(), { denied });
  }
  ports.denials.deny(request, { operation: prepared.name, coordinates: [...denied], missing: [...missing] });
  throw refusal(forbidden(missing), { denied, missing });
}

function refusal({ code, message }: AppError, extensions: Record<string, unknown>): AppError {
  return new AppError(code, message, { extensions });
}
