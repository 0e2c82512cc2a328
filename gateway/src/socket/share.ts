import { type ExecutionResult, print } from "graphql";
import type { PreparedDocument } from "../document.ts";
import type { Edge } from "../edge.ts";
import { prepare } from "../steps/prepare.ts";
import type { Audiences } from "./audience.ts";
import { type DerivedSubscription, deriveSubscription } from "./derive.ts";

/** A subscription's document, with what every subscriber to the same text shares. */
export interface Shared {
  derived: DerivedSubscription;
  delivery: PreparedDocument;
  /** Deliveries that are running, by everything that decides their answer. */
  running: Map<string, Promise<ExecutionResult>>;
  /** Sources of those who may see the same and ask the same. */
  audiences: Audiences;
}

const shared = new WeakMap<PreparedDocument, Shared>();

export function shareOf(prepared: PreparedDocument, edge: Edge): Shared {
  let known = shared.get(prepared);
  if (!known) {
    const { apiSchema, engine } = edge.supergraph;
    const derived = deriveSubscription(prepared.document, apiSchema, engine.subscriptionOwner);
    const delivery = prepare(print(derived.deliveryDocument), derived.deliveryDocument, undefined, edge);
    known = { derived, delivery: { ...delivery, name: prepared.name }, running: new Map(), audiences: new Map() };
    shared.set(prepared, known);
  }
  return known;
}
