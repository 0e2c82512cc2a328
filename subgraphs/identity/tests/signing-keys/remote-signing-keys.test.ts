import { newUuid } from "@bulkhead/kernel/id.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { afterEach, expect, test } from "vitest";
import { until } from "../../../../tests/testkit/until.ts";
import { createRemoteSigningKeys, type RemoteSigningKeys } from "../../src/signing-keys/remote-signing-keys.ts";
import { newPrivateJwk, publicPart } from "../../src/signing-keys/signing-key.ts";

type Heard = Parameters<Parameters<typeof createRemoteSigningKeys>[0]["feed"]["listen"]>[0];

const opened: RemoteSigningKeys[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.stop();
});

const jwkOf = (kid: string) => publicPart(newPrivateJwk(kid)).publicJwk;

/** The identity room of another process, and a feed, both as the test says. */
function elsewhere(answer: unknown) {
  const state = { answer, calls: [] as string[], lagMs: 0, at: 1_000_000, logged: [] as string[] };
  const listeners = new Set<Heard>();
  const log = createLog({ level: "info", destination: { write: (line) => state.logged.push(line) } });
  return {
    state,
    say: (type: string, subject: string) => {
      const event = { xid: "1", id: "1", tenantId: "", type, subject, payload: {}, occurredAt: "" };
      for (const listener of listeners) listener(event);
    },
    open(call?: () => Promise<unknown>) {
      const keys = createRemoteSigningKeys({
        call: async (name) => {
          state.calls.push(name);
          if (call) return call();
          if (state.answer instanceof Error) throw state.answer;
          return state.answer;
        },
        feed: {
          lagMs: () => state.lagMs,
          listen(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
          },
        },
        log,
        elapsed: () => state.at,
      });
      opened.push(keys);
      return keys;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the keys are asked for when the first token comes, by one call however many wait", async () => {
  const jwk = jwkOf(newUuid());
  const { open, state, say } = elsewhere({ keys: [jwk] });
  const keys = open();
  say("signing-key.created", newUuid());
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(state.calls).toEqual([]);
  expect(keys.publicJwks()).toEqual({ keys: [] });
  await Promise.all([keys.refresh(), keys.refresh()]);
  expect(keys.publicJwks()).toEqual({ keys: [jwk] });
  expect(keys.keyFor(jwk.kid ?? "")?.type).toBe("public");
  expect(state.calls).toEqual(["signingKeys"]);
});

test("10,000 unknown kids cost one call in ten seconds", async () => {
  const { open, state } = elsewhere({ keys: [jwkOf(newUuid())] });
  const keys = open();
  await keys.refresh();
  state.at += 10_000;
  const flood = async () => {
    for (let count = 0; count < 10_000; count++) {
      expect(keys.keyFor(newUuid())).toBeUndefined();
      await keys.refresh();
    }
  };
  await flood();
  expect(state.calls).toHaveLength(2);
  state.at += 9_999;
  await keys.refresh();
  expect(state.calls).toHaveLength(2);
  state.at += 1;
  await Promise.all(Array.from({ length: 100 }, () => keys.refresh()));
  expect(state.calls).toHaveLength(3);
}, 60_000);

test("while identity does not answer, who asks is told so, and one call a second is made", async () => {
  const { open, state } = elsewhere(new Error("down"));
  const keys = open();
  await expect(keys.refresh()).rejects.toThrow("down");
  for (let count = 0; count < 100; count++) await expect(keys.refresh()).rejects.toThrow("down");
  expect(state.calls).toHaveLength(1);
  const jwk = jwkOf(newUuid());
  state.answer = { keys: [jwk] };
  // By itself too, without anybody asking.
  await until(async () => keys.keyFor(jwk.kid ?? "") !== undefined);
  expect(state.logged.filter((line) => line.includes("could not be read"))).toHaveLength(1);
});

test("news of a key is acted on at once, whatever was asked just before", async () => {
  const [old, young] = [jwkOf(newUuid()), jwkOf(newUuid())];
  const { open, state, say } = elsewhere({ keys: [old] });
  const keys = open();
  await keys.refresh();
  let told = 0;
  keys.onChange(() => told++);
  say("member.added", newUuid());
  state.answer = { keys: [old, young] };
  say("signing-key.created", young.kid ?? "");
  await settled();
  expect(keys.keyFor(young.kid ?? "")).toBeDefined();
  expect({ told, calls: state.calls.length }).toEqual({ told: 1, calls: 2 });
});

test("a retired key is none before anybody has answered, and no late answer brings it back", async () => {
  const [old, young] = [jwkOf(newUuid()), jwkOf(newUuid())];
  const { open, say } = elsewhere(undefined);
  const answers: ((value: unknown) => void)[] = [];
  const keys = open(() => new Promise((resolve) => answers.push(resolve)));
  const first = keys.refresh();
  answers[0]?.({ keys: [old, young] });
  await first;
  say("signing-key.created", young.kid ?? "");
  say("signing-key.retired", old.kid ?? "");
  expect(keys.keyFor(old.kid ?? "")).toBeUndefined();
  expect(keys.keyFor(young.kid ?? "")).toBeDefined();
  // Read before the key went, answered after: it is asked once more, and until then the key stays away.
  answers[1]?.({ keys: [old, young] });
  await settled();
  expect(keys.keyFor(old.kid ?? "")).toBeUndefined();
  expect(answers).toHaveLength(3);
  answers[2]?.({ keys: [young] });
  await settled();
  expect(keys.publicJwks()).toEqual({ keys: [young] });
});

test.each([
  ["after five minutes", 0, 300_001],
  ["within seconds while the feed is not believed", 60_000, 3_001],
])("the keys are read anew without news, %s", async (_when, lagMs, passed) => {
  const { open, state } = elsewhere({ keys: [jwkOf(newUuid())] });
  await open().refresh();
  state.at += passed - 2;
  state.lagMs = lagMs;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(state.calls).toHaveLength(1);
  state.at += 2;
  await until(async () => state.calls.length === 2);
});

test.each([
  ["nothing", null],
  ["no keys", { keys: [] }],
  ["a key for something else", { keys: [{ kty: "oct", k: "AAAA", kid: "one", alg: "HS256", use: "sig" }] }],
  ["a point off the curve", { keys: [{ ...jwkOf(newUuid()), x: "AAAA" }] }],
  ["one good key and one bad", { keys: [jwkOf(newUuid()), { ...jwkOf(newUuid()), alg: "none" }] }],
])("an answer with %s is refused, and the keys stay as they are", async (_what, answer) => {
  const jwk = jwkOf(newUuid());
  const { open, state } = elsewhere({ keys: [jwk] });
  const keys = open();
  await keys.refresh();
  state.answer = answer;
  state.at += 10_000;
  await expect(keys.refresh()).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
  expect(keys.publicJwks()).toEqual({ keys: [jwk] });
});
