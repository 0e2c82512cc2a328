import { PERMISSION_SENTENCES } from "@bulkhead/identity/src/pages/texts.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { stepUpOf } from "@bulkhead/kernel/step-up.ts";
import { ROLES } from "@bulkhead/tenancy/src/roles.ts";
import { buildSchema, type GraphQLSchema, isObjectType } from "graphql";

const HEAD = `# Permissions

Who may do what. Every field of the schema names the permissions that it takes; a role is a set of them. This list is closed:
roles of a tenant's own are made of it ([createRole](../../subgraphs/tenancy/README.md)), and a role cannot give what its maker
lacks. Made by \`npm run generate\`.

\`*\`: a user must have signed in within the last 15 minutes ([step-up](step-up.md)).
`;

/** \`docs/security/permissions.md\`: each permission, what it is for, which predefined roles have it, and what it guards. */
export function permissionsTable(sdl: string): string {
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  const guards = guardedFields(schema);
  const rows = PERMISSIONS.toSorted().map((permission) => {
    const fields = (guards.get(permission) ?? []).map((field) => `\`${field}\`${stepUpOf([field]) ? "\\*" : ""}`);
    const held = ROLES.map((role) => (role.permissions.has(permission) ? "✓" : ""));
    return [`\`${permission}\``, PERMISSION_SENTENCES[permission], ...held, fields.join(", ")];
  });
  const head = ["Permission", "Whoever has it can", ...ROLES.map(({ name }) => name), "Guards"];
  return `${HEAD}\n${table(head, rows)}`;
}

/** Columns in line, as the formatter would have them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((cells) => (cells[at] ?? "").length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("");
}

/** Permission → the root fields that it guards. */
function guardedFields(schema: GraphQLSchema): Map<string, string[]> {
  const guards = new Map<string, string[]>();
  for (const name of ["Query", "Mutation", "Subscription"]) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const text = field.astNode?.directives?.filter((one) => one.name.value === "permission") ?? [];
      for (const directive of text) {
        const [argument] = directive.arguments ?? [];
        if (argument?.value.kind !== "ListValue") continue;
        for (const value of argument.value.values)
          if (value.kind === "StringValue")
            guards.set(value.value, [...(guards.get(value.value) ?? []), `${name}.${field.name}`]);
      }
    }
  }
  return guards;
}
