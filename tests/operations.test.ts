import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { events } from "@bulkhead/kernel/events.ts";
import { isPlatformPermission, PERMISSIONS, PLATFORM_PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { type GraphQLField, getNamedType, isObjectType } from "graphql";
import { describe, expect, test } from "vitest";
import { permissionsOf, readSupergraph } from "./testkit/isolation/schema-walk.ts";

const root = path.resolve(import.meta.dirname, "..");
const schema = readSupergraph(supergraphSdl);

/** OAuth is one word, spelt as its makers spell it. */
const kebab = (name: string) =>
  name.replaceAll("OAuth", "Oauth").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `changeMemberRole` is `member-role:change`: the verb comes first in a field and last in a permission. */
function inOtherWords(field: string): { file: string; permission: string; action: string; type: string } {
  const file = kebab(field);
  const verb = file.split("-")[0] ?? "";
  const resource = file.slice(verb.length + 1);
  return {
    file,
    permission: `${resource}:${verb}`,
    action: `${resource}.${verb}`,
    type: `${field[0]?.toUpperCase()}${field.slice(1)}`,
  };
}

/** Which subgraph a root field belongs to. */
function roomOf(typeName: string, field: string): string {
  for (const room of ["tenancy", "identity", "data", "audit"]) {
    const sdl = readFileSync(path.join(root, `subgraphs/${room}/schema.graphql`), "utf8");
    const block = new RegExp(`^type ${typeName} \\{\\n([\\s\\S]*?)^\\}`, "m").exec(sdl)?.[1] ?? "";
    if (new RegExp(`^  ${field}\\b`, "m").test(block)) return room;
  }
  throw new Error(`no subgraph has ${typeName}.${field}`);
}

function fieldsOf(typeName: string): GraphQLField<unknown, unknown>[] {
  const type = schema.getType(typeName);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
}

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** Name and first statement of every exported function of a file that can reach anything: that takes a context. */
function firstStatements(text: string): { name: string; first: string }[] {
  const lines = text.split("\n");
  return lines.flatMap((line, at) => {
    const name = /^export (?:async )?function\*? (\w+)/.exec(line)?.[1];
    if (!name) return [];
    const signature = lines.slice(at, at + 3).join(" ");
    if (!/\bctx\b|\bdb\b|Database/.test(signature)) return [];
    const body = lines.findIndex((one, index) => index >= at && / \{$/.test(one) && !/^ {2}\w+\??: \{$/.test(one)) + 1;
    return [
      {
        name,
        first:
          lines
            .slice(body)
            .find((one) => !one.trim().startsWith("//"))
            ?.trim() ?? "",
      },
    ];
  });
}

/** The call that guards a function: of what lies in a collection, with its name. */
function guardOf(permission: string | undefined): string {
  if (permission === undefined) return "authorizeSignedIn\\(ctx\\)";
  return `(authorize\\(ctx, "${permission}"\\)|authorizeIn\\(ctx, "${permission}", (input|args)\\.[a-z]+\\))`;
}

/** Mutations of what stands above tenants: what is changed records it there, in every tenant that is concerned. */
const RECORDED_ABOVE: Readonly<Record<string, string>> = {
  removeFactor: "subgraphs/identity/src/accounts/factors/remove-factor.ts",
  addOperator: "subgraphs/identity/src/operators/change-operators.ts",
  changeOperatorRole: "subgraphs/identity/src/operators/change-operators.ts",
  createOperatorLink: "subgraphs/identity/src/operators/change-operators.ts",
  removeOperator: "subgraphs/identity/src/operators/change-operators.ts",
  startImpersonation: "subgraphs/identity/src/operators/impersonate.ts",
  endImpersonation: "subgraphs/identity/src/operators/impersonations.ts",
};

describe("a mutation has one name in five places", () => {
  test.each(fieldsOf("Mutation").map((field) => [field.name, field] as const))("%s", (name, field) => {
    const room = `subgraphs/${roomOf("Mutation", name)}`;
    const { file, permission, action, type } = inOtherWords(name);
    expect(permissionsOf(schema, "Mutation", field)).toEqual([permission]);
    const domain = read(`${room}/src/domain/${file}.ts`);
    expect(firstStatements(domain)).toContainEqual({
      name,
      first: expect.stringMatching(`^(const tenantId = )?${guardOf(permission)};$`),
    });
    expect(read(RECORDED_ABOVE[name] ?? `${room}/src/domain/${file}.ts`)).toContain(`action: "${action}"`);
    expect(Object.keys(events.audit)).toContain(action);
    // tests/operators/acting.test.ts calls every mutation of operators, and fails on one that it does not know.
    for (const kind of isPlatformPermission(permission) ? [] : ["test", "security.test"])
      expect({ file, kind, there: existsSync(path.join(root, room, `tests/${file}.${kind}.ts`)) }).toEqual({
        file,
        kind,
        there: true,
      });
    expect(field.args.map((arg) => `${arg.name}: ${arg.type}`)).toEqual([`input: ${type}Input!`]);
    expect(String(field.type)).toBe(`${type}Payload!`);
  });
});

describe("a query has one name in three places, and reads by `<resource>:read`", () => {
  test.each(
    ["Query", "Subscription"].flatMap((type) =>
      fieldsOf(type).map((field) => [`${type}.${field.name}`, type, field] as const),
    ),
  )("%s", (_coordinate, typeName, field) => {
    const room = `subgraphs/${roomOf(typeName, field.name)}`;
    const file = kebab(field.name);
    const [permission, ...more] = permissionsOf(schema, typeName, field);
    expect(more).toEqual([]);
    if (permission) expect(permission).toMatch(/^[a-z-]+:read$/);
    const domain = firstStatements(read(`${room}/src/domain/${file}.ts`));
    expect(domain).toContainEqual({
      name: expect.any(String),
      first: expect.stringMatching(`^(const tenantId = )?${guardOf(permission)};$`),
    });
    const tests = globSync(`${room}/tests/${file}*.test.ts`, { cwd: root });
    expect(tests.map((test) => path.basename(test))).toEqual(expect.arrayContaining([`${file}.test.ts`]));
  });
});

const domainFiles = globSync("subgraphs/*/src/domain/*.ts", { cwd: root });

test("authorize() is the first statement of every function that domain/ exports", () => {
  const found = domainFiles.flatMap((file) => firstStatements(read(file)).map((one) => ({ file, ...one })));
  expect(found.length).toBeGreaterThan(25);
  const unguarded = found.filter(
    ({ first }) =>
      !/^(const tenantId = )?authorize(SignedIn|In)?\(ctx(, "[a-z-]+:[a-z]+"(, [a-z.]+)?)?\);$/.test(first),
  );
  expect(unguarded).toEqual([]);
});

const sources = globSync(["{subgraphs/*/src,kernel}/**/*.ts", "{subgraphs/*,kernel}/migrations/*.sql"], { cwd: root })
  .filter((file) => !/node_modules|generated|\/tests\//.test(file))
  .map(read)
  .join("\n");

/** Every text of the form `word.word` in the code, which is how events are named. */
const named = new Set(
  [...sources.matchAll(/["']([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)["']/g)].map(([, name]) => name ?? ""),
);
const written = (property: string) =>
  [...sources.matchAll(new RegExp(`\\b${property}: "([a-z-]+\\.[a-z-]+)"`, "g"))].map(([, name]) => name ?? "");

describe("schema/events.json and the code name the same events", () => {
  test("every declared event is used", () => {
    expect([...Object.keys(events.outbox), ...Object.keys(events.audit)].filter((name) => !named.has(name))).toEqual(
      [],
    );
  });

  test("every event used is declared", () => {
    expect(written("type").filter((name) => !(name in events.outbox))).toEqual([]);
    expect(written("action").filter((name) => !(name in events.audit))).toEqual([]);
    expect(written("type").length + written("action").length).toBeGreaterThan(10);
  });

  test("every event says who may receive it, in a permission that exists", () => {
    for (const { permission } of [...Object.values(events.outbox), ...Object.values(events.audit)])
      expect(PERMISSIONS).toContain(permission);
  });
});

describe("kernel/permission.ts and the schema name the same permissions", () => {
  const declared = new Set<string>();
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const field of Object.values(type.getFields()))
        for (const one of permissionsOf(schema, type.name, field)) declared.add(one);

  test("every permission guards some field, and no field is guarded by another", () => {
    expect([...declared].filter((one) => !isPlatformPermission(one)).sort()).toEqual([...PERMISSIONS].sort());
  });

  test("every permission of the platform guards a domain function", () => {
    // What is the installation's own is no operation of a tenant: its keys, in the kernel and beside identity's domain.
    const installationFiles = globSync(["kernel/*.ts", "subgraphs/identity/src/signing-keys/*.ts"], { cwd: root });
    const guards = [...domainFiles, ...installationFiles].map(read).join("\n");
    for (const permission of PLATFORM_PERMISSIONS) expect(guards).toContain(`authorize(ctx, "${permission}")`);
  });
});

test("payloads hold success only: a type that names an error would be a second way to fail", () => {
  for (const field of fieldsOf("Mutation")) {
    const payload = getNamedType(field.type);
    const names = isObjectType(payload) ? Object.keys(payload.getFields()) : [];
    expect(names.filter((name) => /error|success|code|message/i.test(name))).toEqual([]);
  }
});
