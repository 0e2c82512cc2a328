import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fixture, openFixture, stillAnswers } from "./fixture.ts";
import { expectRefused } from "./refusal.ts";

let fixture: Fixture;
let names = 0;

beforeAll(async () => {
  fixture = await openFixture();
}, 60_000);

afterAll(() => fixture.server.stop());

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { name } } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";

/** As text, because JSON.stringify leaves out what these tests are about. */
function define(schema: string) {
  names++;
  return fixture.post(`{"query":${JSON.stringify(DEFINE)},"variables":{"i":{"name":"c${names}","schema":${schema}}}}`);
}

const of = (property: string, more = "") => `{"type":"object","properties":{"a":${property}}${more}}`;
const nested = (levels: number) => `${'{"type":"object","properties":{"a":'.repeat(levels)}{}${"}}".repeat(levels)}`;

describe("a schema that is refused", () => {
  test.each([
    ["a remote $ref", of('{"$ref":"https://example.com/schema.json"}')],
    ["a remote $ref with a fragment", of('{"$ref":"http://169.254.169.254/latest/meta-data#/a"}')],
    ["a $ref to a file", of('{"$ref":"file:///etc/passwd"}')],
    ["a $ref relative to nothing", of('{"$ref":"other.json"}')],
    ["a $ref to what is not there", of('{"$ref":"#/$defs/nothing"}')],
    ["a $dynamicRef", of('{"$dynamicRef":"#x"}')],
    ["an $id that moves the base", of('{"type":"string"}', ',"$id":"https://example.com/a"')],
    ["another draft", of('{"type":"string"}', ',"$schema":"http://json-schema.org/draft-04/schema#"')],
    ["a look-ahead", of('{"type":"string","pattern":"^(?=a)b"}')],
    ["a look-behind", of('{"type":"string","pattern":"(?<!a)b"}')],
    ["a back-reference", of('{"type":"string","pattern":"(a)\\\\1"}')],
    ["a pattern that is none", of('{"type":"string","pattern":"("}')],
    ["a pattern that expands enormously", of('{"type":"string","pattern":"((a{1,1000}){1,1000}){1,1000}"}')],
    ["a bad patternProperties", '{"type":"object","patternProperties":{"(":{"type":"string"}}}'],
    ["an unknown keyword", of('{"type":"string","x-unknown":1}')],
    ["an unknown format", of('{"type":"string","format":"credit-card"}')],
    ["an unknown type", of('{"type":"date"}')],
    ["a keyword with a wrong value", of('{"type":"string","maxLength":"ten"}')],
    ["a negative length", of('{"type":"string","maxLength":-1}')],
    ["a list", "[]"],
    ["a text", '"object"'],
    ["true", "true"],
    ["null within", '{"type":"object","properties":null}'],
    ["a type that is not object", '{"type":"string"}'],
    ["no type", "{}"],
    ["the prototype as a property", '{"type":"object","properties":{"__proto__":{"type":"string"}}}'],
    ["the prototype as a keyword", '{"type":"object","__proto__":{"type":"string"}}'],
    ["a NUL in a name", '{"type":"object","properties":{"a\\u0000":{"type":"string"}}}'],
    ["half a character in a name", '{"type":"object","properties":{"\\ud800":{"type":"string"}}}'],
    ["nesting of fifty", nested(50)],
    ["nesting of five thousand", nested(5_000)],
    [
      "a thousand properties",
      `{"type":"object","properties":{${Array.from({ length: 1_000 }, (_, at) => `"p${at}":{}`).join()}}}`,
    ],
    ["100 KB", of(`{"type":"string","description":"${"a".repeat(100_000)}"}`)],
    [
      "nine indexed texts",
      `{"type":"object","properties":{${Array.from({ length: 9 }, (_, at) => `"p${at}":{"type":"string","maxLength":9,"x-indexed":true}`).join()}}}`,
    ],
    ["an indexed text without a bound", of('{"type":"string","x-indexed":true}')],
    ["an indexed object", of('{"type":"object","x-indexed":true}')],
    ["x-indexed that is no boolean", of('{"type":"string","maxLength":9,"x-indexed":"yes"}')],
  ])("%s", async (_what, schema) => {
    const before = await fixture.state();
    const began = performance.now();
    expectRefused(await define(schema), ["INVALID_SCHEMA", "BAD_USER_INPUT"]);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(await fixture.state()).toBe(before);
    expect(await stillAnswers(fixture)).toBe(true);
  });

  test("and nobody is asked for the remote part", async () => {
    let asked = 0;
    const trap = createServer((_request, response) => {
      asked++;
      response.end("{}");
    });
    await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
    const { port } = trap.address() as AddressInfo;
    expectRefused(await define(of(`{"$ref":"http://127.0.0.1:${port}/schema.json"}`)), "INVALID_SCHEMA");
    await new Promise((resolve) => trap.close(resolve));
    expect(asked).toBe(0);
  });
});

describe("a schema that is legal and hostile costs bounded time", () => {
  const hostile: [string, string, string][] = [
    [
      "a pattern that is catastrophic elsewhere",
      of('{"type":"string","pattern":"^(a+)+$"}'),
      `{"a":"${"a".repeat(100_000)}!"}`,
    ],
    [
      "nested quantifiers",
      of('{"type":"string","pattern":"^(([a-z])+.)+[A-Z]([a-z])+$"}'),
      `{"a":"${"a".repeat(100_000)}"}`,
    ],
    ["alternatives that overlap", of('{"type":"string","pattern":"^(a|aa)+$"}'), `{"a":"${"a".repeat(100_000)}b"}`],
    [
      "patternProperties over many names",
      '{"type":"object","patternProperties":{"^(a+)+$":{"type":"integer"}},"additionalProperties":true}',
      `{${Array.from({ length: 2_000 }, (_, at) => `"${"a".repeat(40)}${at}":1`).join()}}`,
    ],
    [
      "uniqueItems over many objects",
      of('{"type":"array","uniqueItems":true,"items":{"type":"object"}}'),
      `{"a":[${Array.from({ length: 40_000 }, (_, at) => `{"i":${at}}`).join()}]}`,
    ],
    [
      "a recursive $ref",
      '{"type":"object","properties":{"a":{"$ref":"#"}}}',
      `${'{"a":'.repeat(30)}{}${"}".repeat(30)}`,
    ],
    ["a $ref to itself", of('{"$ref":"#/properties/a"}'), '{"a":1}'],
    [
      "$defs that double at each step",
      `{"type":"object","properties":{"a":{"$ref":"#/$defs/d0"}},"$defs":{${Array.from({ length: 25 }, (_, at) => `"d${at}":{"allOf":[{"$ref":"#/$defs/d${at + 1}"},{"$ref":"#/$defs/d${at + 1}"}]}`).join()},"d25":{"type":"string"}}}`,
      '{"a":"x"}',
    ],
    ["a format over a long text", of('{"type":"string","format":"email"}'), `{"a":"${"a@".repeat(50_000)}"}`],
    [
      "a date-time over a long text",
      of('{"type":"string","format":"date-time"}'),
      `{"a":"${"2026-11-22T".repeat(20_000)}"}`,
    ],
    ["a URI over a long text", of('{"type":"string","format":"uri"}'), `{"a":"http://${"a.".repeat(50_000)}"}`],
    [
      "contains over a long list",
      of('{"type":"array","contains":{"type":"string"},"minContains":2}'),
      `{"a":[${"1,".repeat(100_000)}1]}`,
    ],
    [
      "oneOf of many",
      of(
        `{"oneOf":[${Array.from({ length: 200 }, (_, at) => `{"type":"object","properties":{"k":{"const":${at}}},"required":["k"]}`).join()}]}`,
      ),
      '{"a":{"k":"x"}}',
    ],
  ];

  test.each(hostile)("%s", async (_what, schema, data) => {
    const began = performance.now();
    const defined = await define(schema);
    expect(performance.now() - began).toBeLessThan(5_000);
    // Refusing it is fine; accepting it means records against it are cheap too.
    if (defined.text.includes('"errors"')) expectRefused(defined, ["INVALID_SCHEMA"]);
    else {
      const started = performance.now();
      const answer = await fixture.post(
        `{"query":${JSON.stringify(CREATE)},"variables":{"i":{"collection":"c${names}","data":${data}}}}`,
      );
      expect(performance.now() - started).toBeLessThan(2_000);
      if (answer.text.includes('"errors"')) expectRefused(answer, ["INVALID_RECORD"]);
    }
    expect(await stillAnswers(fixture)).toBe(true);
  });

  test("nobody else waits meanwhile", async () => {
    const [, schema, data] = hostile[0] as (typeof hostile)[0];
    await define(schema);
    const name = `c${names}`;
    const slow = Array.from({ length: 8 }, () =>
      fixture.post(`{"query":${JSON.stringify(CREATE)},"variables":{"i":{"collection":"${name}","data":${data}}}}`),
    );
    const began = performance.now();
    expect(await stillAnswers(fixture)).toBe(true);
    expect(performance.now() - began).toBeLessThan(2_000);
    await Promise.all(slow);
  });
});

describe("a hostile name stays a name", () => {
  test.each([
    'a"b',
    "a'b",
    "a\\\\b",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what an attacker would write
    "a`${process.exit()}`b",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "a/b~c",
    "a\\nb",
    "</script>",
    "ä ö 日本",
  ])("%s", async (name) => {
    const escaped = name.replaceAll('"', '\\"').replaceAll('\\\\"', '\\"');
    const defined = await define(
      `{"type":"object","additionalProperties":false,"properties":{"${escaped}":{"type":"integer"}},"required":["${escaped}"]}`,
    );
    if (defined.text.includes('"errors"')) return void expectRefused(defined, "INVALID_SCHEMA");
    const create = (data: string) =>
      fixture.post(`{"query":${JSON.stringify(CREATE)},"variables":{"i":{"collection":"c${names}","data":${data}}}}`);
    expect((await create(`{"${escaped}":1}`)).text).toContain("rec_");
    // An own property is needed: what every object inherits does not count.
    expectRefused(await create("{}"), "INVALID_RECORD");
    expectRefused(await create(`{"${escaped}":"x"}`), "INVALID_RECORD");
  });
});
