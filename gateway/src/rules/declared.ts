import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type NameNode,
} from "graphql";

/** What a type or a field says about who may see it. */
export interface Access {
  /** All are needed. */
  permissions: readonly string[];
  isPublic: boolean;
  signedIn: boolean;
  /** `@data(class:)`. */
  dataClass: string | undefined;
}

export interface DeclaredType {
  name: string;
  kind: "object" | "interface";
  access: Access;
  interfaces: readonly string[];
  fields: Map<string, { access: Access; definition: FieldDefinitionNode }>;
}

export const NOTHING: Access = { permissions: [], isPublic: false, signedIn: false, dataClass: undefined };

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
  for (const { name, arguments: args } of directives ?? []) {
    const value = args?.find((one) => one.name.value === (name.value === "data" ? "class" : "allOf"))?.value;
    if (name.value === "permission" && value?.kind === Kind.LIST)
      permissions.push(...value.values.flatMap((one) => (one.kind === Kind.STRING ? [one.value] : [])));
    if (name.value === "data" && value?.kind === Kind.ENUM) dataClass = value.value;
  }
  const has = (name: string) => directives?.some((one) => one.name.value === name) === true;
  return { permissions, isPublic: has("public"), signedIn: has("signedIn"), dataClass };
}

/** What a field needs: all that its type and the field itself declare. The field's data class goes before the type's. */
export function bothAccess(type: Access, field: Access): Access {
  return {
    permissions: [...new Set([...type.permissions, ...field.permissions])],
    isPublic: type.isPublic || field.isPublic,
    signedIn: type.signedIn || field.signedIn,
    dataClass: field.dataClass ?? type.dataClass,
  };
}

export function isDeclared(access: Access): boolean {
  return access.permissions.length > 0 || access.signedIn || access.isPublic;
}
