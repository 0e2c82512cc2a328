import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** The supergraph as graphql-js sees it; its own join machinery is left in and skipped by name. */
export function readSupergraph(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValidSDL: true });
}

/** Scalars a client can fill with a text of its choice. */
const CARRIES_TEXT = new Set(["ID", "String", "JSON"]);

/** `input.id`, `filter[].equals`: every leaf below an argument that can carry text. */
function textPaths(type: GraphQLInputType, path: string, within: readonly string[] = []): string[] {
  if (isNonNullType(type)) return textPaths(type.ofType as GraphQLInputType, path, within);
  if (isListType(type)) return textPaths(type.ofType as GraphQLInputType, `${path}[]`, within);
  if (!isInputObjectType(type)) return CARRIES_TEXT.has(type.name) ? [path] : [];
  if (within.includes(type.name)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    textPaths(field.type, `${path}.${field.name}`, [...within, type.name]),
  );
}

export interface FieldToProbe {
  coordinate: string;
  textPaths: string[];
}

/** Every root field, and every other field that takes arguments. */
export function fieldsToProbe(schema: GraphQLSchema): FieldToProbe[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const found: FieldToProbe[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      if (!roots.includes(type) && field.args.length === 0) continue;
      found.push({
        coordinate: `${type.name}.${field.name}`,
        textPaths: field.args.flatMap((arg) => textPaths(arg.type, arg.name)),
      });
    }
  }
  return found;
}

/** `subgraph.Type` for every entity that some subgraph resolves by key. */
export function entitiesToProbe(schema: GraphQLSchema): string[] {
  const found: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    for (const directive of type.astNode?.directives ?? []) {
      if (directive.name.value !== "join__type") continue;
      const given = new Map(directive.arguments?.map(({ name, value }) => [name.value, value]));
      const resolvable = given.get("resolvable");
      const graph = given.get("graph");
      if (!given.has("key") || graph?.kind !== Kind.ENUM) continue;
      if (resolvable?.kind === Kind.BOOLEAN && !resolvable.value) continue;
      found.push(`${graph.value.toLowerCase()}.${type.name}`);
    }
  }
  return found.sort();
}

/** What `@permission` asks for on a field: its own and its type's. */
export function permissionsOf(
  schema: GraphQLSchema,
  typeName: string,
  field: GraphQLField<unknown, unknown>,
): string[] {
  const directives = [...(schema.getType(typeName)?.astNode?.directives ?? []), ...(field.astNode?.directives ?? [])];
  return directives
    .filter((directive) => directive.name.value === "permission")
    .flatMap((directive) => directive.arguments ?? [])
    .flatMap(({ value }) => (value.kind === Kind.LIST ? value.values : [value]))
    .flatMap((value) => (value.kind === Kind.STRING ? [value.value] : []));
}

/** Calls back for every field an operation selects, with the name of the type it is selected on. */
function walkFields(
  schema: GraphQLSchema,
  query: string,
  each: (typeName: string, field: GraphQLField<unknown, unknown>) => void,
): void {
  const info = new TypeInfo(schema);
  const enter = () => {
    const parent = info.getParentType();
    const field = info.getFieldDef();
    if (parent && field && !field.name.startsWith("__")) each(parent.name, field);
  };
  visit(parse(query), visitWithTypeInfo(info, { Field: { enter } }));
}

/** `Record.data` for every field an operation selects. */
export function coordinatesOf(schema: GraphQLSchema, query: string): string[] {
  const found = new Set<string>();
  walkFields(schema, query, (typeName, field) => found.add(`${typeName}.${field.name}`));
  return [...found];
}

/** Every permission that some field of an operation asks for. */
export function permissionsOfOperation(schema: GraphQLSchema, query: string): string[] {
  const needed = new Set<string>();
  walkFields(schema, query, (typeName, field) => {
    for (const one of permissionsOf(schema, typeName, field)) needed.add(one);
  });
  return [...needed];
}

export interface SelectionOptions {
  depth?: number;
  /** Of whoever asks, who is asked for nothing more; everything when not said. */
  permissions?: ReadonlySet<string> | undefined;
}

/** Of each schema and set of permissions. A type is met again and again below others. */
const selections = new WeakMap<GraphQLSchema, Map<ReadonlySet<string> | undefined, Map<string, string>>>();

/** Everything below a type down to a depth, so that joins with entities of other subgraphs run too. */
export function selectionOf(schema: GraphQLSchema, typeName: string, options: SelectionOptions = {}): string {
  const { depth = 8, permissions } = options;
  const ofSchema = selections.get(schema) ?? new Map();
  selections.set(schema, ofSchema);
  const known = ofSchema.get(permissions) ?? new Map<string, string>();
  ofSchema.set(permissions, known);
  const name = `${typeName} ${depth}`;
  const selection = known.get(name) ?? select(schema, typeName, { depth, permissions });
  known.set(name, selection);
  return selection;
}

function select(schema: GraphQLSchema, typeName: string, { depth = 0, permissions }: SelectionOptions): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return "";
  if (depth === 0) return "{ __typename }";
  const parts = ["__typename"];
  for (const field of Object.values(type.getFields())) {
    if (field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) continue;
    const target = getNamedType(field.type);
    const needed = [...permissionsOf(schema, typeName, field), ...typePermissions(schema, target.name)];
    if (permissions && !needed.every((one) => permissions.has(one))) continue;
    parts.push(`${field.name} ${selectionOf(schema, target.name, { depth: depth - 1, permissions })}`.trim());
  }
  return `{ ${parts.join(" ")} }`;
}

function typePermissions(schema: GraphQLSchema, typeName: string): string[] {
  const nothing = { astNode: undefined } as GraphQLField<unknown, unknown>;
  return permissionsOf(schema, typeName, nothing);
}
