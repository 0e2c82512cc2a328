import { type GraphQLSchema, getNamedType, isObjectType } from "graphql";
import { type SelectionOptions, selectionOf } from "./schema-walk.ts";

export interface Operation {
  query: string;
  variables: Record<string, unknown>;
}

/** Sets `filter[].equals` and the like; `[]` is the first element. */
export function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const steps = path.replaceAll("[]", ".0").split(".");
  let at = target as Record<string, unknown>;
  steps.forEach((step, index) => {
    const next = steps[index + 1];
    if (next === undefined) at[step] = value;
    else {
      at[step] ??= next === "0" ? [] : {};
      at = at[step] as Record<string, unknown>;
    }
  });
}

export function fieldOf(schema: GraphQLSchema, coordinate: string) {
  const [typeName = "", fieldName = ""] = coordinate.split(".");
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`the supergraph has no field ${coordinate}`);
  return { typeName, field };
}

interface Part {
  coordinate: string;
  args: Record<string, unknown>;
}

/**
 * The operation that calls a field with arguments, all of them variables. `through` is the root field a nested field
 * is reached by.
 */
export function operationOf(
  schema: GraphQLSchema,
  target: Part,
  through: Part | undefined,
  options: SelectionOptions = {},
): Operation {
  const path = through ? [through, target] : [target];
  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];
  let text = selectionOf(schema, getNamedType(fieldOf(schema, target.coordinate).field.type).name, options);
  for (const part of [...path].reverse()) {
    const { field } = fieldOf(schema, part.coordinate);
    const given = field.args.filter((arg) => arg.name in part.args);
    const pairs = given.map((arg) => {
      const name = `${field.name}_${arg.name}`;
      definitions.push(`$${name}: ${arg.type}`);
      variables[name] = part.args[arg.name];
      return `${arg.name}: $${name}`;
    });
    text = `${field.name}${pairs.length > 0 ? `(${pairs.join(", ")})` : ""} ${text}`;
    if (part !== path[0]) text = `{ ${text} }`;
  }
  const kind = fieldOf(schema, (through ?? target).coordinate).typeName.toLowerCase();
  const header = definitions.length > 0 ? `(${definitions.join(", ")})` : "";
  return { query: `${kind} Probe${header} { ${text} }`, variables };
}
