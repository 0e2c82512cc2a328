import type { MessagePort } from "node:worker_threads";
import type { ImportTurn } from "@bulkhead/data/src/imports/serve-import.ts";
import type { GrantOfPrincipal } from "@bulkhead/data/src/jobs/still-may.ts";
import type { RoleGrant } from "@bulkhead/kernel/principal.ts";
import { errorOf } from "./fault.ts";
import type { FromTurn, ToTurn, TurnGiven } from "./messages.ts";

/** So often the other side hears how far it is, in ms. */
const TELL_MS = 250;

/** A turn as the thread has it: what its job says is heard from the other side of the port, and asked there. */
export function openTurn(given: TurnGiven, port: MessagePort) {
  const abort = new AbortController();
  const waiting = new Map<number, PromiseWithResolvers<RoleGrant | undefined>>();
  let isOver = false;
  let questions = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (message: FromTurn) => port.postMessage(message);

  port.on("message", (message: ToTurn) => {
    if (message.what === "over") {
      isOver = true;
      if (message.isAborted) abort.abort();
      return;
    }
    const asked = waiting.get(message.question);
    waiting.delete(message.question);
    if (message.what === "grant") asked?.resolve(message.grant);
    else asked?.reject(errorOf(message.fault));
  });

  const turn: ImportTurn = {
    ...given,
    signal: abort.signal,
    isOver: () => isOver,
    progress(share) {
      if (performance.now() - toldAt < TELL_MS) return;
      toldAt = performance.now();
      tell({ what: "progress", share });
    },
  };
  const grantOf: GrantOfPrincipal = (tenantId, principalId) => {
    const question = questions++;
    const asked = Promise.withResolvers<RoleGrant | undefined>();
    waiting.set(question, asked);
    tell({ what: "askGrant", question, tenantId, principalId });
    return asked.promise;
  };
  return { turn, grantOf, answer: tell };
}
