import { isPermission, isPlatformPermission } from "@bulkhead/kernel/permission.ts";
import {
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from "graphql";
import { type Access, bothAccess, type DeclaredType, isDeclared, readDeclaredTypes } from "./declared.ts";
import { lintCacheable } from "./lint-cacheable.ts";

type Types = ReadonlyMap<string, DeclaredType>;

/**
 * Faults of a supergraph that composition itself lets pass: undeclared access, undeclared data, directives that got lost
 * on the way from a subgraph, and ways round a guard. Each fault is a sentence that begins with its coordinate.
 */
export function lintSupergraph(supergraphSdl: string, subgraphSdls: readonly string[]): string[] {
  const document = parse(supergraphSdl, { noLocation: true });
  const supergraph = readDeclaredTypes(document);
  const subgraphs = subgraphSdls.map((sdl) => readDeclaredTypes(parse(sdl, { noLocation: true })));
  const faults = [
    ...lintFields(supergraph),
    ...lintInterfaces(supergraph),
    ...lintTenantArguments(document, supergraph),
  ];
  faults.push(...lintCacheable(supergraph, subgraphs));
  for (const subgraph of subgraphs)
    faults.push(...lintLosses(subgraph, supergraph), ...lintReach(subgraph, supergraph));
  return [...new Set(faults)].sort();
}

function* fieldsOf(
  types: Types,
): Generator<{ type: DeclaredType; coordinate: string; access: Access; definition: FieldDefinitionNode }> {
  for (const type of types.values())
    for (const [name, { access, definition }] of type.fields)
      yield { type, coordinate: `${type.name}.${name}`, access: bothAccess(type.access, access), definition };
}

function lintFields(supergraph: Types): string[] {
  const faults: string[] = [];
  for (const { coordinate, access } of fieldsOf(supergraph)) {
    if (!isDeclared(access)) faults.push(`${coordinate} declares neither @permission nor @signedIn nor @public`);
    if (access.dataClass === undefined) faults.push(`${coordinate} has no data class: add @data to it or to its type`);
    for (const permission of access.permissions)
      if (!isPermission(permission) && !isPlatformPermission(permission))
        faults.push(`${coordinate} needs ${permission}, which is no permission of kernel/permission.ts`);
  }
  return faults;
}

/** The tenant comes from the credential. Only an operator of the platform, who belongs to none, may name one. */
function lintTenantArguments(document: DocumentNode, supergraph: Types): string[] {
  const inputs = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[one.name.value, one]] : [],
    ),
  );
  const named = (fields: readonly InputValueDefinitionNode[] = [], seen: ReadonlySet<string> = new Set()): boolean =>
    fields.some(({ name, type }) => {
      const input = inputs.get(namedType(type));
      const isNew = input !== undefined && !seen.has(input.name.value);
      return /^tenant(Ids?)?$/.test(name.value) || (isNew && named(input.fields, new Set([...seen, input.name.value])));
    });
  const faults: string[] = [];
  for (const { coordinate, access, definition } of fieldsOf(supergraph))
    if (named(definition.arguments) && !access.permissions.some(isPlatformPermission))
      faults.push(
        `${coordinate} lets its caller name a tenant: only fields that need a permission of the platform may`,
      );
  return faults;
}

/** Composition drops a directive silently when a subgraph forgets its @composeDirective or the @link it came with. */
function lintLosses(subgraph: Types, supergraph: Types): string[] {
  const faults: string[] = [];
  for (const { type, coordinate, access, definition } of fieldsOf(subgraph)) {
    const composed = supergraph.get(type.name);
    const field = composed?.fields.get(definition.name.value);
    // Federation's own fields and what is @external have no place of their own in the supergraph.
    if (!composed || !field) continue;
    for (const lost of losses(access, bothAccess(composed.access, field.access)))
      faults.push(`${coordinate} lost ${lost} in composition: see @composeDirective and @link of its subgraph`);
  }
  return faults;
}

function losses(before: Access, after: Access): string[] {
  return [
    ...before.permissions.filter((one) => !after.permissions.includes(one)).map((one) => `@permission ${one}`),
    ...(before.signedIn && !after.signedIn ? ["@signedIn"] : []),
    ...(before.isPublic && !after.isPublic ? ["@public"] : []),
    ...(before.dataClass !== undefined && after.dataClass === undefined ? ["@data"] : []),
    ...(before.staleBy ?? []).filter((one) => !after.staleBy?.includes(one)).map((one) => `@cacheable ${one}`),
  ];
}

/** An interface's field answers with a value of an implementing type, so it may not be guarded more weakly. */
function lintInterfaces(supergraph: Types): string[] {
  const faults: string[] = [];
  for (const { type, coordinate, access, definition } of fieldsOf(supergraph)) {
    if (type.kind !== "interface") continue;
    for (const other of supergraph.values()) {
      const field = other.interfaces.includes(type.name) ? other.fields.get(definition.name.value) : undefined;
      if (!field) continue;
      const missing = weaker(access, bothAccess(other.access, field.access));
      if (missing)
        faults.push(
          `${coordinate} is guarded more weakly than ${other.name}.${definition.name.value}: it lacks ${missing}`,
        );
    }
  }
  return faults;
}

/**
 * Through @requires and @provides the gateway fetches fields that stand nowhere in the client's operation, so their guards
 * are never asked; the field that reaches them must be guarded at least as well.
 */
function lintReach(subgraph: Types, supergraph: Types): string[] {
  const faults: string[] = [];
  for (const { type, coordinate, definition } of fieldsOf(subgraph)) {
    const access = accessOf(supergraph, type.name, definition.name.value);
    if (!access) continue;
    for (const { name, arguments: args } of definition.directives ?? []) {
      if (name.value !== "requires" && name.value !== "provides") continue;
      const value = args?.find((one) => one.name.value === "fields")?.value;
      if (value?.kind !== Kind.STRING) continue;
      const start = name.value === "requires" ? type.name : namedType(definition.type);
      for (const reached of reach(parseSelection(value.value), start, supergraph)) {
        const missing = weaker(access, reached.access);
        if (missing) faults.push(`${coordinate} reaches ${reached.coordinate} by @${name.value} but lacks ${missing}`);
        if (access.staleBy && !reached.access.staleBy?.every((family) => access.staleBy?.includes(family)))
          faults.push(`${coordinate} is @cacheable and reaches ${reached.coordinate}, whose events it does not name`);
      }
    }
  }
  return faults;
}

function* reach(
  set: SelectionSetNode,
  typeName: string,
  types: Types,
): Generator<{ coordinate: string; access: Access }> {
  for (const one of set.selections) {
    if (one.kind === Kind.FRAGMENT_SPREAD) continue;
    if (one.kind === Kind.INLINE_FRAGMENT) {
      yield* reach(one.selectionSet, one.typeCondition?.name.value ?? typeName, types);
      continue;
    }
    const access = accessOf(types, typeName, one.name.value);
    const field = types.get(typeName)?.fields.get(one.name.value);
    if (access) yield { coordinate: `${typeName}.${one.name.value}`, access };
    if (field && one.selectionSet) yield* reach(one.selectionSet, namedType(field.definition.type), types);
  }
}

function accessOf(types: Types, typeName: string, field: string): Access | undefined {
  const type = types.get(typeName);
  const declared = type?.fields.get(field);
  return type && declared && bothAccess(type.access, declared.access);
}

/** What the weaker of the two lacks of the stronger, or undefined when nothing. */
function weaker(weak: Access, strong: Access): string | undefined {
  const missing = strong.permissions.filter((one) => !weak.permissions.includes(one));
  const needsCaller = strong.signedIn && !weak.signedIn && weak.permissions.length === 0;
  if (missing.length > 0) return missing.join(", ");
  return needsCaller ? "@signedIn" : undefined;
}

function parseSelection(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a selection: ${text}`);
  return definition.selectionSet;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
