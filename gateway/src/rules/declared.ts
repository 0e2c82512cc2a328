import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type NameNode,
} from "graphql";

/** What a type or a field says about who may see it, and for how long an answer with it holds. */
export interface Access {
  /** All are needed. */
  permissions: readonly string[];
  isPublic: boolean;
  signedIn: boolean;
  /** `@data(class:)`. */
  dataClass: string | undefined;
  /** `@cacheable(by:)`: the families of events that alone make its value another; undefined where nothing is said. */
  staleBy: readonly string[] | undefined;
}

export interface DeclaredType {
  name: string;
  kind: "object" | "interface";
  access: Access;
  interfaces: readonly string[];
  fields: Map<string, { access: Access; definition: FieldDefinitionNode }>;
}

export const NOTHING: Access = {
  permissions: [],
  isPublic: false,
  signedIn: false,
  dataClass: undefined,
  staleBy: undefined,
};

/** Reads the access directives of an SDL. A type that is extended counts as one. */
export function readDeclaredTypes(document: DocumentNode): Map<string, DeclaredType> {
  const types = new Map<string, DeclaredType>();
  for (const definition of document.definitions) {
    const kind = kindOf(definition);
    if (!kind || !("fields" in definition) || !definition.name) continue;
    const type = definition as DefinitionNode & {
      name: NameNode;
      fields?: readonly FieldDefinitionNode[];
      directives?: readonly ConstDirectiveNode[];
      interfaces?: readonly { name: NameNode }[];
    };
    const before = types.get(type.name.value);
    const fields = new Map(before?.fields);
    for (const field of type.fields ?? [])
      fields.set(field.name.value, { access: readAccess(field.directives), definition: field });
    types.set(type.name.value, {
      name: type.name.value,
      kind,
      access: bothAccess(before?.access ?? NOTHING, readAccess(type.directives)),
      interfaces: [
        ...new Set([...(before?.interfaces ?? []), ...(type.interfaces ?? []).map((one) => one.name.value)]),
      ],
      fields,
    });
  }
  return types;
}

function kindOf({ kind }: DefinitionNode): "object" | "interface" | undefined {
  if (kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.OBJECT_TYPE_EXTENSION) return "object";
  if (kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_EXTENSION) return "interface";
  return undefined;
}

function readAccess(directives: readonly ConstDirectiveNode[] | undefined): Access {
  const permissions: string[] = [];
  let dataClass: string | undefined;
  let staleBy: readonly string[] | undefined;
  for (const { name, arguments: args } of directives ?? []) {
    const value = args?.find((one) => one.name.value === ARGUMENT[name.value])?.value;
    if (name.value === "permission") permissions.push(...textsOf(value));
    if (name.value === "cacheable") staleBy = textsOf(value);
    if (name.value === "data" && value?.kind === Kind.ENUM) dataClass = value.value;
  }
  const has = (name: string) => directives?.some((one) => one.name.value === name) === true;
  return { permissions, isPublic: has("public"), signedIn: has("signedIn"), dataClass, staleBy };
}

const ARGUMENT: Record<string, string> = { permission: "allOf", data: "class", cacheable: "by" };

function textsOf(value: ConstValueNode | undefined): string[] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((one) => (one.kind === Kind.STRING ? [one.value] : []));
}

/** What a field needs: all that its type and the field itself declare. The field's data class goes before the type's. */
export function bothAccess(type: Access, field: Access): Access {
  return {
    permissions: [...new Set([...type.permissions, ...field.permissions])],
    isPublic: type.isPublic || field.isPublic,
    signedIn: type.signedIn || field.signedIn,
    dataClass: field.dataClass ?? type.dataClass,
    staleBy: unionOf([type.staleBy, field.staleBy]),
  };
}

/** Undefined where nobody says anything. */
function unionOf(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const said = lists.filter((one) => one !== undefined);
  return said.length === 0 ? undefined : [...new Set(said.flat())];
}

export function isDeclared(access: Access): boolean {
  return access.permissions.length > 0 || access.signedIn || access.isPublic;
}
