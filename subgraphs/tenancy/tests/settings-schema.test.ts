import { readFileSync } from "node:fs";
import { type DefinitionNode, Kind, parse, print, visit } from "graphql";
import { expect, test } from "vitest";
import { sdl } from "../src/schema.ts";
import { DECLARED } from "../src/settings/declared.ts";
import { settingsReference } from "../src/settings/reference.ts";
import { settingsSdl } from "../src/settings/sdl.ts";

/** The schema is written by hand, and what it says of settings is what their declarations say. */
const { types, inputs, outputFields, inputFields } = settingsSdl();

/** As text, without regard to how descriptions break their lines. */
const textOf = (node: DefinitionNode) =>
  print(
    visit(node, {
      [Kind.STRING]: (text) => ({ ...text, value: text.value.replaceAll(/\s+/g, " "), block: false }),
    }),
  );

const written = new Map(
  parse(sdl).definitions.flatMap((node) => ("name" in node && node.name ? [[node.name.value, node] as const] : [])),
);

test.each(
  parse(`${types}\n${inputs}`).definitions.flatMap((node) =>
    "name" in node && node.name ? [[node.name.value, node] as const] : [],
  ),
)("%s says what the declarations say", (name, node) => {
  expect(textOf(written.get(name) as DefinitionNode)).toBe(textOf(node));
});

test.each([
  ["TenantConfig", `type Groups { ${outputFields} }`],
  ["UpdateTenantConfigInput", `input Groups { ${inputFields} }`],
])("%s has a field for each group, and none that is not declared", (name, source) => {
  const [groups] = parse(source).definitions;
  const linesOf = (node: DefinitionNode) => textOf(node).split("\n");
  const wanted = linesOf(groups as DefinitionNode).slice(1, -1);
  const there = linesOf(written.get(name) as DefinitionNode);
  expect(there.filter((line) => wanted.includes(line))).toEqual(wanted);
  const others =
    name === "TenantConfig" ? ["version", "sources", "updatedAt"] : ["expectedVersion", "reason", "dryRun"];
  const fields = there.flatMap((line) => /^ {2}(\w+):/.exec(line)?.[1] ?? []);
  const groupNames = wanted.flatMap((line) => /^ {2}(\w+):/.exec(line)?.[1] ?? []);
  expect(fields.filter((field) => !groupNames.includes(field))).toEqual(others);
});

test("every declaration says in whole sentences what it means and what acts on it", () => {
  for (const { path, setting } of DECLARED) {
    expect({ path, description: setting.description }).toEqual({
      path,
      description: expect.stringMatching(/^[A-Z].*\.$/),
    });
    expect({ path, acts: setting.acts }).toEqual({ path, acts: expect.stringMatching(/^[A-Z].*\.$/) });
  }
});

test("the reference has every setting, and is the one that is checked in", () => {
  const file = readFileSync(new URL("../../../docs/settings.md", import.meta.url), "utf8");
  expect(settingsReference()).toBe(file);
  for (const { path } of DECLARED) expect(file).toContain(`### \`${path}\``);
});
