import type { SchemaObject } from "./keywords.ts";
import { literalType, memberName, withComment } from "./typescript-text.ts";

/** What a schema's types are written with. */
export interface TypeScope {
  /** The name under which the schema that a `$ref` points to is written. */
  nameOf(ref: string): string;
}

/**
 * The TypeScript type of the values that a schema accepts. Where TypeScript cannot say what the schema says (a length, a
 * pattern, `not`, `if`), it is wider: a right record always fits its type.
 */
export function typeOf(schema: unknown, scope: TypeScope): string {
  if (schema === false) return "never";
  if (typeof schema !== "object" || schema === null) return "unknown";
  const one = schema as SchemaObject;
  const parts = [
    typeof one.$ref === "string" ? scope.nameOf(one.$ref) : "unknown",
    ownType(one, scope),
    ...list(one.allOf).map((part) => typeOf(part, scope)),
    ...(["anyOf", "oneOf"] as const).map((name) => {
      const alternatives = list(one[name]);
      return alternatives.length === 0 ? "unknown" : union(alternatives.map((part) => typeOf(part, scope)));
    }),
  ];
  const narrowing = [...new Set(parts.filter((part) => part !== "unknown"))];
  return narrowing.length > 1 ? joined(narrowing, "&") : (narrowing[0] ?? "unknown");
}

function ownType(schema: SchemaObject, scope: TypeScope): string {
  if ("const" in schema) return literalType(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literalType));
  const types = [schema.type].flat().filter((type) => type !== undefined);
  return types.length === 0 ? "unknown" : union(types.map((type) => plainType(String(type), schema, scope)));
}

function plainType(type: string, schema: SchemaObject, scope: TypeScope): string {
  if (type === "object") return objectType(schema, scope);
  if (type === "array") return arrayType(schema, scope);
  return type === "integer" ? "number" : type;
}

/** As it stands in an interface or between braces. */
export function objectType(schema: SchemaObject, scope: TypeScope): string {
  const required = new Set(list(schema.required));
  const properties = Object.entries((schema.properties ?? {}) as { [name: string]: unknown });
  const members = properties.map(([name, property]) => {
    const member = `${memberName(name)}${required.has(name) ? "" : "?"}: ${bare(typeOf(property, scope))};`;
    return withComment(property, member);
  });
  for (const name of required)
    if (typeof name === "string" && !properties.some(([known]) => known === name))
      members.push(`${memberName(name)}: unknown;`);
  const rest = schema.additionalProperties ?? schema.unevaluatedProperties;
  const isOpen =
    rest !== false || schema.patternProperties !== undefined || "$ref" in schema || list(schema.allOf).length > 0;
  // An index signature must fit every member, so it can be narrow only where there is none.
  const isNarrow = members.length === 0 && schema.patternProperties === undefined && rest !== false;
  if (isOpen) members.push(`[name: string]: ${isNarrow ? bare(typeOf(rest, scope)) : "unknown"};`);
  return members.length === 0 ? "Record<never, never>" : `{\n${indent(members.join("\n"))}\n}`;
}

function arrayType(schema: SchemaObject, scope: TypeScope): string {
  const first = list(schema.prefixItems);
  const others = typeOf(schema.items ?? true, scope);
  if (first.length === 0) return `${others}[]`;
  const least = typeof schema.minItems === "number" ? schema.minItems : 0;
  const items = first.map((item, at) => `${typeOf(item, scope)}${at < least ? "" : "?"}`);
  if (others !== "never") items.push(`...${others}[]`);
  return `[${items.join(", ")}]`;
}

function union(types: readonly string[]): string {
  const distinct = [...new Set(types)].filter((type) => type !== "never");
  if (distinct.includes("unknown")) return "unknown";
  return distinct.length > 1 ? joined(distinct, "|") : (distinct[0] ?? "never");
}

/** Several types as one, in parentheses: it may stand anywhere then. */
function joined(types: readonly string[], operator: "|" | "&"): string {
  return `(${types.join(` ${operator} `)})`;
}

/** Without parentheses around all of it. Only `joined` makes a type that begins and ends with them. */
export function bare(type: string): string {
  return type.startsWith("(") && type.endsWith(")") ? type.slice(1, -1) : type;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}
