import type { StepUp } from "@bulkhead/kernel/step-up.ts";
import { type DocumentNode, Kind, type OperationDefinitionNode } from "graphql";
import { LRUCache } from "lru-cache";
import type { Cacheable } from "./cache/cacheable.ts";
import type { Plan } from "./engine/plan.ts";
import type { Decision } from "./rules/decide.ts";
import type { RootField } from "./steps/root-fields.ts";

/** A document that passed every limit and is valid, with what is worked out once and kept. */
export interface PreparedDocument {
  source: string;
  /** The chosen operation and the fragments it uses, nothing else. */
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** The operation's name, or its root fields: what audit and log call it. */
  name: string;
  /** Every field it touches, as `Type.field`. */
  coordinates: readonly string[];
  rootFields: readonly RootField[];
  /** Undefined for an operation whose answers are never kept. */
  cacheable: Cacheable | undefined;
  /** How its caller must have signed in; undefined for nearly every operation. */
  stepUp: StepUp | undefined;
  /** Whether Admins may run it in a suspended tenant. */
  worksSuspended: boolean;
  /** Asks for `__schema` or `__type`. */
  introspects: boolean;
  decisions: Map<string, Decision>;
  plan: Plan | undefined;
}

/**
 * Documents by text and operation name, refused ones too: a repeated document is never parsed or validated again.
 * Bounded by an estimate of its bytes, since a plan and a compiled query outweigh the text many times.
 */
export type DocumentCache = LRUCache<string, PreparedDocument | Error>;

const CACHE_BYTES = 64 * 1024 * 1024;
/** Longer texts are not kept: a handful of them would push out everybody else's. */
const MAX_ENTRY_BYTES = CACHE_BYTES / 64;

export function createDocumentCache(): DocumentCache {
  return new LRUCache({
    maxSize: CACHE_BYTES,
    maxEntrySize: MAX_ENTRY_BYTES,
    // A refusal is a text and an error; a document also has its syntax tree, plan and compiled query.
    sizeCalculation: (known, key) => (known instanceof Error ? 1_024 + key.length * 2 : 8_192 + key.length * 48),
  });
}

export function documentKey(source: string, operationName: string | undefined): string {
  return operationName === undefined ? source : `${operationName}\n${source}`;
}

export function nameOf(operation: OperationDefinitionNode): string {
  if (operation.name) return operation.name.value;
  const fields = operation.selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
  return `${operation.operation} ${fields.slice(0, 5).join(" ")}`.trim();
}
