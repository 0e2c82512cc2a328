import { documentKey, type PreparedDocument } from "./document.ts";
import type { Edge } from "./edge.ts";
import type { Passage } from "./passage.ts";
import { limitAliases } from "./steps/aliases.ts";
import { authenticate } from "./steps/authenticate.ts";
import { authorise } from "./steps/authorise.ts";
import { limitBodySize } from "./steps/body-size.ts";
import { limitDepth } from "./steps/depth.ts";
import { execute } from "./steps/execute.ts";
import { requireFeatures } from "./steps/features.ts";
import { authenticateWithinLimits, spendOnNobody } from "./steps/limit-address.ts";
import { limitOperation } from "./steps/limit-operation.ts";
import { limitPrincipal } from "./steps/limit-principal.ts";
import { meterRequest } from "./steps/meter.ts";
import { plan } from "./steps/plan.ts";
import { prepare } from "./steps/prepare.ts";
import { assignRequestId } from "./steps/request-id.ts";
import { requireStepUp } from "./steps/step-up.ts";
import { applyTenantSettings } from "./steps/tenant-settings.ts";
import { checkTenantStatus } from "./steps/tenant-status.ts";
import { throughCache } from "./steps/through-cache.ts";
import { parseWithinTokens } from "./steps/tokens.ts";
import { validateDocument } from "./steps/validate.ts";

type Step = (passage: Passage, edge: Edge) => void | Promise<void>;

/** Every request, before a byte of its body is read. A WebSocket passes here first, and again for each operation. */
const ENTRANCE: readonly Step[] = [
  assignRequestId,
  authenticateWithinLimits,
  limitPrincipal,
  checkTenantStatus,
  applyTenantSettings,
  limitBodySize,
];

/** As the entrance, for what says to another door who it is: here it is nobody. */
const ENTRANCE_OF_NOBODY: readonly Step[] = [assignRequestId, spendOnNobody, limitBodySize];

/** A connection that is already in: who it is, and whether that still opens anything. It spends no budget. */
const STANDING: readonly Step[] = [assignRequestId, authenticate, checkTenantStatus, applyTenantSettings];

/** Every document, once; cheapest first, so that a costly document is refused before it costs. */
const DOCUMENT = [parseWithinTokens, limitDepth, limitAliases, validateDocument] as const;

/** Every operation, every time, whatever it came by. */
const OPERATION: readonly Step[] = [
  limitOperation,
  meterRequest,
  authorise,
  requireFeatures,
  requireStepUp,
  throughCache(plan, execute),
];

/** Lets a request in, or throws why not. */
export function enter(passage: Passage, edge: Edge): Promise<void> {
  return walk(ENTRANCE, passage, edge);
}

/** Lets a request in without looking at its credential, or throws why not. */
export function enterAsNobody(passage: Passage, edge: Edge): Promise<void> {
  return walk(ENTRANCE_OF_NOBODY, passage, edge);
}

/** Whether somebody who was let in may stay, or throws why not. */
export function enterAgain(passage: Passage, edge: Edge): Promise<void> {
  return walk(STANDING, passage, edge);
}

/** From the text of a document to `passage.result`. Throws when the operation is refused before it began. */
export async function runOperation(passage: Passage, edge: Edge): Promise<void> {
  admitDocument(passage, edge);
  await runAdmitted(passage, edge);
}

/** As `runOperation`, for a document already admitted. */
export function runAdmitted(passage: Passage, edge: Edge): Promise<void> {
  return walk(OPERATION, passage, edge);
}

/** A further part of an operation that was let in: whoever asked must still be allowed to, and it spends no budget. */
const FURTHER: readonly Step[] = [authorise, plan, execute];

/** As `runOperation`, for what goes on with an answer already begun. */
export async function runAgain(passage: Passage, edge: Edge): Promise<void> {
  await enterAgain(passage, edge);
  admitDocument(passage, edge);
  await walk(FURTHER, passage, edge);
}

/**
 * As `runOperation`, but for running it: of a subscription, whose events are operations of their own, and of what carries
 * bytes and is done by other means.
 */
export async function admitOperation(passage: Passage, edge: Edge): Promise<void> {
  admitDocument(passage, edge);
  limitOperation(passage, edge);
  await meterRequest(passage, edge);
  await authorise(passage, edge);
  requireFeatures(passage);
}

/** Takes the document through its steps, or answers as it did the last time the same text came. */
export function admitDocument(passage: Passage, edge: Edge): void {
  const { source, operationName } = passage.operation ?? { source: "", operationName: undefined };
  const key = documentKey(source, operationName);
  let known: PreparedDocument | Error | undefined = edge.supergraph.documents.get(key);
  if (known === undefined) {
    known = inspect(source, operationName, edge);
    edge.supergraph.documents.set(key, known);
  }
  if (known instanceof Error) throw known;
  passage.prepared = known;
}

function inspect(source: string, operationName: string | undefined, edge: Edge): PreparedDocument | Error {
  try {
    const [parse, ...checks] = DOCUMENT;
    const document = parse(source, edge);
    for (const check of checks) check(document, edge);
    return prepare(source, document, operationName, edge);
  } catch (refusal) {
    return refusal as Error;
  }
}

async function walk(steps: readonly Step[], passage: Passage, edge: Edge): Promise<void> {
  for (const step of steps) {
    const pending = step(passage, edge);
    if (pending) await pending;
  }
}
