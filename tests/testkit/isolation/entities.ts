import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { ANONYMOUS, type Principal } from "@bulkhead/kernel/principal.ts";
import { execute, parse } from "graphql";
import type { TestServer } from "../server.ts";
import { CALLERS, type KeyCaller } from "./harness.ts";
import { selectionOf } from "./schema-walk.ts";
import type { ServerHarness } from "./server-harness.ts";
import { ID_KINDS, type Reference } from "./world.ts";

type RoomName = keyof TestServer["platform"]["rooms"];

export async function principalOf(server: TestServer, harness: ServerHarness, caller: KeyCaller): Promise<Principal> {
  const key = harness.key(caller);
  return (key === null ? undefined : await server.platform.authenticate(key)) ?? ANONYMOUS;
}

/** Looks entities up as a query plan would, without the gateway in front. `name` is `subgraph.Type`. */
export async function lookUp(
  server: TestServer,
  name: string,
  principal: Principal,
  ids: readonly string[],
): Promise<string> {
  const [room, type = ""] = name.split(".");
  const { subgraph } = server.platform.rooms[room as RoomName];
  const answer = await execute({
    schema: subgraph.schema,
    document: parse(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${selectionOf(subgraph.schema, type)} } }`,
    ),
    variableValues: { of: ids.map((id) => ({ __typename: type, id })) },
    contextValue: subgraph.context({ principal, requestId: encodeId("request", newUuid()), clientAddress: null }),
  });
  const errors = answer.errors?.map(({ message, path, extensions, originalError }) => ({
    message,
    path,
    extensions,
    code: (originalError as { code?: string } | undefined)?.code,
  }));
  return JSON.stringify({ data: answer.data, errors });
}

/** Looks up, as every principal, another tenant's entities and nobody's, by ids of every kind; answers the differences. */
export async function probeEntity(
  server: TestServer,
  harness: ServerHarness,
  name: string,
  kinds: readonly Reference[],
): Promise<string[]> {
  const { own, foreign, phantom } = harness.worlds;
  const leaks: string[] = [];
  const before = await harness.foreignState();
  // The other tenant looks its own up first, so that whatever the process remembers of it could be handed out.
  const other = (await server.platform.authenticate(harness.foreign.keys.Admin)) ?? ANONYMOUS;
  await lookUp(
    server,
    name,
    other,
    kinds.map((kind) => foreign[kind]),
  );
  for (const caller of CALLERS) {
    const principal = await principalOf(server, harness, caller);
    for (const kind of ID_KINDS) {
      // Federation wants the key back: what was asked for stands in the answer. In a batch with one's own, too.
      const ask = async (id: string, beside: string[]) =>
        (await lookUp(server, name, principal, [...beside, id])).replaceAll(id, "<asked>");
      for (const beside of [[], kinds.map((one) => own[one])])
        if ((await ask(foreign[kind], beside)) !== (await ask(phantom[kind], beside)))
          leaks.push(`${caller} can tell a foreign ${kind} from a missing one by looking up ${name}`);
    }
  }
  const admin = await principalOf(server, harness, "Admin");
  for (const kind of kinds) {
    const mine = await lookUp(server, name, admin, [own[kind]]);
    if (
      mine.includes('"errors":[') ||
      mine.replaceAll(own[kind], "") ===
        (await lookUp(server, name, admin, [phantom[kind]])).replaceAll(phantom[kind], "")
    )
      leaks.push(`looking up ${name} by one's own ${kind} finds nothing, so the probe proves nothing: ${mine}`);
  }
  if ((await harness.foreignState()) !== before) leaks.push(`looking up ${name} changed something in the other tenant`);
  return leaks;
}
