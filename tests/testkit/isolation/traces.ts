import { ROLES } from "../server.ts";
import { SHARED_COLLECTION } from "./build-world.ts";
import { CALLERS, operationsOf, ownCallsOf } from "./harness.ts";
import type { Probe } from "./probe.ts";
import { probes } from "./probes.ts";
import type { ServerHarness } from "./server-harness.ts";
import { CURSORS, ID_KINDS } from "./world.ts";

/** What of the other tenant turns up in a text although nobody asked for it: its marks, ids, cursors and names. */
export function tracesIn(harness: ServerHarness, text: string): string[] {
  const { marks, foreign: tenant, worlds } = harness;
  const named = [...ID_KINDS, ...CURSORS].map((kind) => worlds.foreign[kind]);
  return [marks.foreign.name, marks.foreign.content, tenant.slug, tenant.tenantId, ...named].filter((trace) =>
    text.includes(trace),
  );
}

/** Reads one query field as every principal with its own values, in full depth, and answers the traces of the other tenant. */
export async function readTraces(harness: ServerHarness, coordinate: string): Promise<string[]> {
  const probe = probes[coordinate] as Probe;
  const through = probe.through ? ownCallsOf(probes[probe.through] ?? {}, harness.worlds.own).at(-1)?.args : undefined;
  const found: string[] = [];
  for (const caller of CALLERS)
    for (const { args } of ownCallsOf(probe, harness.worlds.own))
      for (const operation of operationsOf(
        harness.schema,
        coordinate,
        probe,
        args,
        through,
        harness.permissions(caller),
      ))
        found.push(...tracesIn(harness, (await harness.send(caller, operation)).body));
  return found;
}

/** The records of a collection whose name both tenants use. */
export async function readSharedName(harness: ServerHarness): Promise<{ mine: boolean; traces: string[] }> {
  const bodies: string[] = [];
  for (const role of ROLES)
    bodies.push((await harness.request(role, "GET", `/v1/collections/${SHARED_COLLECTION}/records?first=500`)).body);
  return {
    mine: bodies.every((body) => body.includes(harness.marks.own.content)),
    traces: tracesIn(harness, bodies.join()),
  };
}

/** Everything that is read: every query, and every nested field with arguments. */
export const readFields = Object.keys(probes).filter((coordinate) => !/^(Mutation|Subscription)\./.test(coordinate));
