import type { AuditEvent } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";

/** What was refused, and for want of what. */
export interface Denial {
  /** Name of the operation or REST route. */
  operation: string;
  coordinates: readonly string[];
  missing: readonly string[];
  /** Why, when it was not for want of a permission: one of a few fixed words. Each is counted by itself. */
  reason?: string;
}

/** A refusal of a known principal, ready to be written. */
export interface DenialEntry {
  ctx: RequestContext;
  tenantId: string;
  event: AuditEvent;
  occurredAt: string;
}

/** Up to this many refusals of one principal in a minute are recorded one by one; the rest of that minute as one. */
export const EXACT_PER_MINUTE = 60;
export const MINUTE_MS = 60_000;
const MAX_TEXT = 200;
const MAX_LISTED = 50;

interface Window {
  startedAt: number;
  exact: number;
  rest: { first: DenialEntry; operation: string | undefined; count: number; until: number } | undefined;
}

/** One minute's counting per principal and reason; as many windows as were refused in it, and never more than `max`. */
export interface DenialWindows {
  /** The entry to write now, or undefined when it was counted instead or, the windows being full, lost. */
  count(request: RequestContext, tenantId: string, denial: Denial, exactAllowed: boolean): DenialEntry | undefined;
  /** Ends the windows that are over (or all) and answers the aggregates of those that counted. */
  close(all: boolean): DenialEntry[];
  readonly size: number;
  /** Refusals of which no trace is left because too many principals were refused in one minute; reading resets it. */
  takeLost(): number;
}

export function createDenialWindows({ max, now }: { max: number; now(): number }): DenialWindows {
  const windows = new Map<string, Window>();
  let lost = 0;

  function windowOf(key: string): Window | undefined {
    const open = windows.get(key);
    if (open && (open.rest !== undefined || now() - open.startedAt < MINUTE_MS)) return open;
    if (!open && windows.size >= max) return undefined;
    const fresh: Window = { startedAt: now(), exact: 0, rest: undefined };
    windows.set(key, fresh);
    return fresh;
  }

  return {
    count(request, tenantId, denial, exactAllowed) {
      const window = windowOf(`${tenantId} ${request.principal.id} ${denial.reason ?? ""}`);
      if (!window) {
        lost++;
        return undefined;
      }
      const { rest } = window;
      if (rest) {
        rest.count++;
        rest.until = now();
        if (rest.operation !== clean(denial.operation)) rest.operation = undefined;
        return undefined;
      }
      const entry = toEntry(request, tenantId, denial, now());
      if (exactAllowed && window.exact < EXACT_PER_MINUTE) {
        window.exact++;
        return entry;
      }
      window.rest = { first: entry, operation: entry.event.target, count: 1, until: now() };
      return undefined;
    },
    close(all) {
      const closed: DenialEntry[] = [];
      for (const [key, window] of windows) {
        if (!all && now() - window.startedAt < MINUTE_MS) continue;
        windows.delete(key);
        if (window.rest) closed.push(toAggregate(window.rest));
      }
      return closed;
    },
    get size() {
      return windows.size;
    },
    takeLost() {
      const taken = lost;
      lost = 0;
      return taken;
    },
  };
}

function toEntry(request: RequestContext, tenantId: string, denial: Denial, at: number): DenialEntry {
  const { principal, requestId, clientAddress } = request;
  const detail: Record<string, string[] | string | number> = {
    coordinates: list(denial.coordinates),
    missing: list(denial.missing),
    count: 1,
  };
  if (denial.reason !== undefined) detail.reason = clean(denial.reason);
  const target = clean(denial.operation);
  return {
    // Not the request itself: it would keep everything that hangs on it alive until the flush.
    ctx: { principal, requestId, clientAddress },
    tenantId,
    event: { action: "operation.deny", target, outcome: "DENIED", detail },
    occurredAt: new Date(at).toISOString(),
  };
}

function toAggregate({ first, operation, count, until }: NonNullable<Window["rest"]>): DenialEntry {
  const detail = { ...first.event.detail, count, until: new Date(until).toISOString() };
  return { ...first, event: { ...first.event, target: operation ?? "several", detail } };
}

/** Operation names come from the client: no text that PostgreSQL refuses, none that is long. */
export function clean(text: string, maxLength = MAX_TEXT): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll("\0", "\u{fffd}");
}

function list(texts: readonly string[]): string[] {
  return texts.slice(0, MAX_LISTED).map((text) => clean(text));
}
