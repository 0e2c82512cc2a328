import type { GraphQLSchema } from "graphql";
import { type Answer, comparable, firstDifference } from "./compare.ts";
import { type Operation, operationOf, setPath } from "./operation.ts";
import type { Probe } from "./probe.ts";
import { idsFor, isIdKind, type Reference, type World } from "./world.ts";

export const CALLERS = ["Admin", "Developer", "Viewer", "anonymous"] as const;
/** Those who call everything: keys, and nobody. */
export type KeyCaller = (typeof CALLERS)[number];
/** And a signed-in Admin, who calls what only people have. */
export type Caller = KeyCaller | "Person";

export function callersOf({ asPerson }: Pick<Probe, "asPerson">): readonly Caller[] {
  return asPerson ? [...CALLERS, "Person"] : CALLERS;
}

export interface Worlds {
  own: World;
  foreign: World;
  phantom: World;
}

export interface Harness {
  schema: GraphQLSchema;
  worlds: Worlds;
  send(caller: Caller, operation: Operation): Promise<Answer>;
  /** What a role may do, so that its deepest allowed selection is asked for too. */
  permissions(caller: Caller): ReadonlySet<string>;
  /** A digest of everything the foreign tenant has. */
  foreignState(): Promise<string>;
}

/** One way to call a field: which argument points where it should not, the rest being the caller's own. */
export interface Variation {
  says: string;
  /** The arguments, with the probed one pointed into a world. */
  args(world: World): Record<string, unknown>;
  asked(world: World): string[];
}

function argsOf(probe: Probe, own: World, set: Record<string, unknown>): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(probe.given ?? {})) setPath(args, path, value);
  for (const [path, kind] of Object.entries(probe.references ?? {})) setPath(args, path, own[kind]);
  for (const [path, value] of Object.entries(set)) setPath(args, path, value);
  return args;
}

function lone(entry: NonNullable<Probe["alone"]>[string]) {
  return typeof entry === "string" ? { kind: entry, with: {} } : entry;
}

/**
 * The calls that must succeed with a tenant's own values, lest a probe prove nothing: as it is, with every other kind that
 * an argument takes, and with each lone argument.
 */
export function ownCallsOf(probe: Probe, own: World): { says: string; args: Record<string, unknown> }[] {
  const alone = Object.entries(probe.alone ?? {}).map(([path, entry]) => {
    const { kind, with: companions } = lone(entry);
    return { says: `with ${path}`, args: argsOf(probe, own, { ...companions, [path]: own[kind] }) };
  });
  const also = Object.entries(probe.also ?? {}).flatMap(([path, kinds]) =>
    kinds.map((kind) => ({ says: `with ${kind} as ${path}`, args: argsOf(probe, own, { [path]: own[kind] }) })),
  );
  return [...alone, ...also, { says: "as it is", args: argsOf(probe, own, {}) }];
}

/** Every argument by itself, an id of each kind also where another belongs, and all arguments at once. */
export function variationsOf(probe: Probe, own: World): Variation[] {
  const variations: Variation[] = [];
  for (const [path, entry] of Object.entries({ ...probe.references, ...probe.alone })) {
    const { kind, with: companions } = lone(entry);
    const kinds = isIdKind(kind) ? idsFor(kind) : [kind];
    for (const one of kinds)
      variations.push({
        says: `${path} = ${one}`,
        args: (world) => argsOf(probe, own, { ...companions, [path]: world[one] }),
        asked: (world) => [world[one]],
      });
  }
  const references = Object.entries(probe.references ?? {});
  if (references.length > 1)
    variations.push({
      says: "all arguments at once",
      args: (world) => argsOf(probe, own, Object.fromEntries(references.map(([path, kind]) => [path, world[kind]]))),
      asked: (world) => references.map(([, kind]: [string, Reference]) => world[kind]),
    });
  return variations;
}

/** The operations of one variation: the full selection, and the deepest one the caller may read if that is another. */
export function operationsOf(
  schema: GraphQLSchema,
  coordinate: string,
  probe: Probe,
  args: Record<string, unknown>,
  through: Record<string, unknown> | undefined,
  permissions: ReadonlySet<string>,
): Operation[] {
  const target = { coordinate, args };
  const via = probe.through && through ? { coordinate: probe.through, args: through } : undefined;
  const full = operationOf(schema, target, via);
  const allowed = operationOf(schema, target, via, { permissions });
  return allowed.query === full.query ? [full] : [full, allowed];
}

/**
 * Calls one field as each principal of the caller's tenant, with another tenant's values and with nobody's, and answers
 * every difference between the two, and every change in the other tenant, as a sentence.
 */
export async function probeField(
  harness: Harness,
  coordinate: string,
  probes: Record<string, Probe>,
): Promise<string[]> {
  const { schema, worlds } = harness;
  const probe = probes[coordinate];
  if (!probe) return [`${coordinate} has no probe`];
  const through = probe.through ? argsOf(probes[probe.through] ?? {}, worlds.own, {}) : undefined;
  const leaks: string[] = [];
  const before = await harness.foreignState();
  for (const variation of variationsOf(probe, worlds.own)) {
    for (const caller of callersOf(probe)) {
      const ask = async (world: World) => {
        const operations = operationsOf(
          schema,
          coordinate,
          probe,
          variation.args(world),
          through,
          harness.permissions(caller),
        );
        const fresh = probe.fresh === undefined ? undefined : { asked: variation.asked(world) };
        const answers: string[] = [];
        for (const operation of operations) answers.push(comparable(await harness.send(caller, operation), fresh));
        return answers.join("\n\n");
      };
      const foreign = await ask(worlds.foreign);
      const phantom = await ask(worlds.phantom);
      // A masked fault looks like any other masked fault: behind it nothing is proved.
      if (/"(INTERNAL_SERVER_ERROR|UNAVAILABLE)"/.test(foreign + phantom))
        leaks.push(`${caller} meets a fault of ours at ${coordinate}, ${variation.says}: ${foreign.slice(-400)}`);
      if (foreign !== phantom)
        leaks.push(
          `${caller} can tell a foreign from a missing one at ${coordinate}, ${variation.says}: ${firstDifference(foreign, phantom)}`,
        );
    }
  }
  if ((await harness.foreignState()) !== before)
    leaks.push(`calls of ${coordinate} changed something in the other tenant`);
  return leaks;
}
