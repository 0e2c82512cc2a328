import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWorld, importFinished } from "../testkit/isolation/build-world.ts";
import { type Answer, comparable } from "../testkit/isolation/compare.ts";
import { type Caller, callersOf } from "../testkit/isolation/harness.ts";
import { personOf } from "../testkit/isolation/person.ts";
import { type RouteProbe, routeProbes } from "../testkit/isolation/route-probes.ts";
import { FROM_MEMORY, newTenant, openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { idsFor, isIdKind, type Reference, type World } from "../testkit/isolation/world.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { type OpenApi, routeCoverageFaults } from "./coverage.ts";

let server: TestServer;
let harness: ServerHarness;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
  await warmUp();
}, 60_000);

/** The other tenant reads its own by every route, so that what is kept of it could be handed out. */
async function warmUp(): Promise<void> {
  const { foreign, worlds } = harness;
  for (const [route, probe] of Object.entries(routeProbes)) {
    const { method, path } = addressOf(route, fill(probe, worlds.foreign));
    if (method !== "GET" || probe.asPerson) continue;
    const { status } = await server.rest(foreign.keys.Admin, method, path, undefined, FROM_MEMORY);
    if (status !== 200) throw new Error(`${route} as the other tenant: ${status}`);
  }
}

afterAll(() => server.stop());

test("every route and parameter of the OpenAPI document has a probe, and no probe is left over", async () => {
  const { text } = await server.rest(null, "GET", "/v1/openapi.json");
  const openApi = JSON.parse(text) as OpenApi;
  expect(Object.keys(openApi.paths).length).toBeGreaterThan(0);
  expect(routeCoverageFaults(openApi, routeProbes)).toEqual([]);
});

/** `GET /v1/…{name}` with each place filled from a world. */
function addressOf(route: string, filled: Record<string, string>): { method: string; path: string } {
  const [method = "", template = ""] = route.split(" ");
  let path = template;
  const query = new URLSearchParams();
  for (const [place, value] of Object.entries(filled)) {
    const [where, name] = [place.slice(0, place.indexOf(".")), place.slice(place.indexOf(".") + 1)];
    if (where === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (where === "query") query.set(name, value);
  }
  return { method, path: query.size > 0 ? `${path}?${query}` : path };
}

function fill(probe: RouteProbe, world: World): Record<string, string> {
  const references = Object.entries(probe.references ?? {}).map(([place, kind]) => [place, world[kind]]);
  return { ...probe.given, ...Object.fromEntries(references) };
}

function send(caller: Caller, route: string, probe: RouteProbe, filled: Record<string, string>): Promise<Answer> {
  const { method, path } = addressOf(route, filled);
  return harness.request(caller, method, path, bodyOf(probe, harness.worlds.own, filled), headersOf(probe));
}

function headersOf({ body, headers }: RouteProbe): Record<string, string> {
  return { ...(body ? { "content-type": body.type } : {}), ...headers };
}

function bodyOf(probe: RouteProbe, own: World, filled: Record<string, string>): string | undefined {
  const content = probe.body?.content.replaceAll("{slug}", own.slug);
  const properties = Object.entries(filled).flatMap(([place, value]) =>
    place.startsWith("body.") ? [[place.slice("body.".length), value]] : [],
  );
  if (content === undefined || properties.length === 0) return content;
  return JSON.stringify({ ...(JSON.parse(content) as object), ...Object.fromEntries(properties) });
}

function placesOf(probe: RouteProbe): [string, Reference][] {
  return Object.entries({ ...probe.references, ...probe.alone });
}

describe("another tenant's value gets the answer that nobody's value gets", () => {
  test.each(Object.entries(routeProbes))("%s", async (route, probe) => {
    const { own, foreign, phantom } = harness.worlds;
    const before = await harness.foreignState();
    for (const [place, kind] of placesOf(probe)) {
      for (const one of isIdKind(kind) ? idsFor(kind) : [kind]) {
        for (const caller of callersOf(probe)) {
          const ask = async (world: World) => {
            const answer = await send(caller, route, probe, { ...fill(probe, own), [place]: world[one] });
            // RFC 9457 `instance` is the path that was asked for; nothing else may repeat it.
            const { instance } = parsed(answer.body);
            if (typeof instance === "string")
              answer.body = answer.body.replace(JSON.stringify(instance), '"<instance>"');
            return comparable(answer);
          };
          expect({ caller, place, one, answer: await ask(foreign) }).toEqual({
            caller,
            place,
            one,
            answer: await ask(phantom),
          });
        }
      }
    }
    expect(await harness.foreignState()).toBe(before);
  });
});

function parsed(body: string): Record<string, unknown> {
  // Of HEAD, and of a stream in which nothing happened.
  if (body === "" || body.startsWith("retry:")) return {};
  return JSON.parse(body) as Record<string, unknown>;
}

describe("the probes would work: a tenant's own values are answered", () => {
  let witness: TestTenant;
  let own: World;

  beforeAll(async () => {
    witness = await newTenant(server);
    own = await buildWorld(server, witness, { name: "witness", content: "Mark-witness" });
  }, 30_000);

  test.each(Object.entries(routeProbes))("%s", async (route, probe) => {
    for (const extra of [{}, ...Object.entries(probe.alone ?? {}).map(([place, kind]) => ({ [place]: own[kind] }))]) {
      const { method, path } = addressOf(route, { ...fill(probe, own), ...extra });
      const credential = probe.asPerson ? await personOf(own).token() : witness.keys.Admin;
      const body = bodyOf(probe, own, fill(probe, own));
      const { status, text } = await server.rest(credential, method, path, body, headersOf(probe));
      expect({ path, status, text }).toEqual({ path, status: expect.toSatisfy((code: number) => code < 300), text });
    }
    await importFinished(server, witness.tenantId);
  });
});
