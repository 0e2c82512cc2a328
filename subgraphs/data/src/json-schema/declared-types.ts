import type { SchemaObject } from "./keywords.ts";
import { resolver } from "./validator.ts";

/** References may go round in a circle. */
const MAX_HOPS = 32;

type Resolve = (ref: string) => SchemaObject | undefined;

/** What a schema declares of a value and of what is in it, with references followed. Each part is looked up once. */
export interface Declared {
  /** Names of its types but `null`; none where the schema does not say. */
  readonly types: readonly string[];
  /** The one of them, when there is no other. */
  readonly type: string | undefined;
  readonly isNullable: boolean;
  /** What is declared of a property; nothing, where the schema does not name it. */
  property(name: string): Declared;
  readonly items: Declared;
}

export function declaredBy(schema: SchemaObject): Declared {
  return declared(schema, resolver(schema));
}

function declared(schema: unknown, resolve: Resolve): Declared {
  const named = typesOf(schema, resolve);
  const types = named.filter((type) => type !== "null");
  const { properties, items } = followed(schema, resolve) ?? {};
  const known = new Map<string, Declared>();
  let ofItems: Declared | undefined;
  return {
    types,
    type: types.length === 1 ? types[0] : undefined,
    isNullable: types.length < named.length,
    property(name) {
      const found = known.get(name);
      if (found) return found;
      // Names that are not declared come from files, and there is no end of them.
      if (!properties || !Object.hasOwn(properties as object, name)) return NOTHING;
      const made = declared((properties as SchemaObject)[name], resolve);
      known.set(name, made);
      return made;
    },
    get items() {
      ofItems ??= items === undefined ? NOTHING : declared(items, resolve);
      return ofItems;
    },
  };
}

const NOTHING: Declared = {
  types: [],
  type: undefined,
  isNullable: false,
  property: () => NOTHING,
  get items() {
    return NOTHING;
  },
};

/** The types a schema names, itself or through `$ref`; without any, those of its `enum` or `const`. */
function typesOf(property: unknown, resolve: Resolve): string[] {
  let schema = property;
  for (let hop = 0; hop < MAX_HOPS && typeof schema === "object" && schema !== null; hop++) {
    const { type, enum: values, const: value, $ref } = schema as SchemaObject;
    if (type !== undefined) return [type].flat() as string[];
    if (Array.isArray(values)) return [...new Set(values.map(typeOf))];
    if (value !== undefined) return [typeOf(value)];
    if (typeof $ref !== "string") return [];
    schema = resolve($ref);
  }
  return [];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** The schema that references lead to, from one to the next; undefined when they lead to none. */
export function followed(schema: unknown, resolve: Resolve): SchemaObject | undefined {
  let at = schema;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    if (typeof at !== "object" || at === null) return undefined;
    const { $ref } = at as SchemaObject;
    if (typeof $ref !== "string") return at as SchemaObject;
    at = resolve($ref);
  }
  return undefined;
}
