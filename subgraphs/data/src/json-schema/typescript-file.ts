import type { SchemaObject } from "./keywords.ts";
import { bare, objectType, typeOf } from "./typescript.ts";
import { memberName, withComment } from "./typescript-text.ts";

export interface DescribedCollection {
  name: string;
  version: number;
  schema: SchemaObject;
}

const HEAD = `// Written by "bulkhead types" from the schemas of a tenant's collections. Write it again when they change.
`;

/** A declaration file: a type for the records of each collection, and `Collections`, which has all of them by name. */
export function typesOfCollections(collections: readonly DescribedCollection[]): string {
  const taken = new Set(["Collections"]);
  const blocks: string[] = [];
  const members: string[] = [];
  for (const collection of collections) {
    const name = unused(pascalCase(collection.name), taken);
    members.push(`  ${memberName(collection.name)}: ${name};`);
    blocks.push(...typesOf(collection, name, taken));
  }
  blocks.push(
    `/** Records by the name of their collection. */\nexport interface Collections {\n${members.join("\n")}\n}`,
  );
  return `${HEAD}\n${blocks.join("\n\n")}\n`;
}

function typesOf(
  { name: collection, version, schema }: DescribedCollection,
  root: string,
  taken: Set<string>,
): string[] {
  const names = new Map([["#", root]]);
  const waiting: string[] = [];
  const nameOf = (ref: string) => {
    const known = names.get(ref);
    if (known !== undefined) return known;
    const name = unused(root + pascalCase(ref.split("/").at(-1) ?? ""), taken);
    names.set(ref, name);
    waiting.push(ref);
    return name;
  };
  const about = `A record of the collection "${collection}", by version ${version} of its schema.`;
  const blocks = [withComment(schema, declare(root, schema, { nameOf }), about)];
  // References lead to further ones.
  for (let ref = waiting.shift(); ref !== undefined; ref = waiting.shift()) {
    const target = follow(schema, ref);
    blocks.push(withComment(target, declare(names.get(ref) ?? "", target, { nameOf })));
  }
  return blocks;
}

function declare(name: string, schema: unknown, scope: { nameOf(ref: string): string }): string {
  const type = typeOf(schema, scope);
  const isPlain = type.startsWith("{\n") && type === objectType(schema as SchemaObject, scope);
  return isPlain ? `export interface ${name} ${type}` : `export type ${name} = ${bare(type)};`;
}

/** What a JSON Pointer in a `$ref` points to; a collection's schema has no other references. */
function follow(schema: SchemaObject, ref: string): unknown {
  let found: unknown = schema;
  for (const part of decodeURIComponent(ref).split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, key) ? (found as SchemaObject)[key] : true;
  }
  return found;
}

function pascalCase(name: string): string {
  const parts = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("") || "Type";
}

function unused(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let at = 2; taken.has(name); at++) name = `${wanted}${at}`;
  taken.add(name);
  return name;
}
