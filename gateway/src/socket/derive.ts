import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionSetNode,
  separateOperations,
  type ValueNode,
  type VariableDefinitionNode,
  validate,
  visit,
} from "graphql";
import type { SubgraphClient } from "../subgraphs/client.ts";

/** What a subscription turns into. */
export interface DerivedSubscription {
  /** Name of the field, e.g. `recordChanged`. */
  field: string;
  /** Asks the owning subgraph for events, with the client's arguments and nothing of its selection. */
  eventsDocument: DocumentNode;
  subgraph: SubgraphClient;
  /** Answers one event: the twin of the field on Query, with the client's selection. */
  deliveryDocument: DocumentNode;
  /** The variable that carries the event's cursor. */
  cursorVariable: string;
  /** Where to resume: the client's own argument, and the variable by which the events' document takes it or another. */
  resume: { given: ValueNode | undefined; variable: string } | undefined;
  /** Value of the argument that asks for what is there already, before what is to come. */
  snapshot: ValueNode | undefined;
}

/**
 * A subscription `xChanged(args, after)` has a twin on Query, `xChange(args, cursor)`, which answers the event at a
 * cursor. So every delivery is an operation like any other: authenticated, authorised, planned across subgraphs.
 */
export function deriveSubscription(
  document: DocumentNode,
  schema: GraphQLSchema,
  ownerOf: (field: string) => SubgraphClient | undefined,
): DerivedSubscription {
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const field = operation && rootField(operation.selectionSet, document);
  if (!operation || !field) throw new Error("a valid subscription has one field");
  const name = field.name.value;
  const twin = name.replace(/d$/, "");
  const twinField = schema.getQueryType()?.getFields()[twin];
  const subgraph = ownerOf(name);
  if (twin === name || !twinField || !subgraph)
    throw new Error(`subscription ${name} has no twin on Query, or no subgraph`);

  const cursorVariable = freshName(operation.variableDefinitions ?? [], "cursor");
  const kept = (field.arguments ?? []).filter((one) => twinField.args.some((arg) => arg.name === one.name.value));
  const delivery: FieldNode = {
    ...field,
    alias: { kind: Kind.NAME, value: field.alias?.value ?? name },
    name: { kind: Kind.NAME, value: twin },
    arguments: [...kept, variableArgument("cursor", cursorVariable)],
  };
  const deliveryDocument = build(OperationTypeNode.QUERY, delivery, document, [
    ...(operation.variableDefinitions ?? []),
    textDefinition(cursorVariable, true),
  ]);
  const [fault] = validate(schema, deliveryDocument);
  if (fault) throw new Error(`the twin of ${name} is not valid: ${fault.message}\n${print(deliveryDocument)}`);
  const resume = resumeOf(field, schema, freshName(operation.variableDefinitions ?? [], "after"));
  const events: FieldNode = {
    ...field,
    arguments: resume ? withArgument(field, "after", resume.variable) : (field.arguments ?? []),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [TYPENAME] },
  };
  const eventsDocument = build(OperationTypeNode.SUBSCRIPTION, events, document, [
    ...(operation.variableDefinitions ?? []),
    ...(resume ? [textDefinition(resume.variable, false)] : []),
  ]);
  const snapshot = givenValue(field, "snapshot");
  return { field: name, eventsDocument, subgraph, deliveryDocument, cursorVariable, resume, snapshot };
}

/** A stream of a field without `after` begins anew every time. */
function resumeOf(field: FieldNode, schema: GraphQLSchema, variable: string): DerivedSubscription["resume"] {
  const args = schema.getSubscriptionType()?.getFields()[field.name.value]?.args ?? [];
  if (!args.some(({ name }) => name === "after")) return undefined;
  return { given: givenValue(field, "after"), variable };
}

function givenValue(field: FieldNode, argument: string): ValueNode | undefined {
  return field.arguments?.find(({ name }) => name.value === argument)?.value;
}

function withArgument(field: FieldNode, name: string, variable: string): ArgumentNode[] {
  const others = (field.arguments ?? []).filter((one) => one.name.value !== name);
  return [...others, variableArgument(name, variable)];
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

function rootField(set: SelectionSetNode, document: DocumentNode): FieldNode | undefined {
  for (const one of set.selections) {
    if (one.kind === Kind.FIELD) return one;
    const inner =
      one.kind === Kind.INLINE_FRAGMENT
        ? one.selectionSet
        : document.definitions.find((it) => it.kind === Kind.FRAGMENT_DEFINITION && it.name.value === one.name.value);
    const found =
      inner &&
      rootField(
        "selectionSet" in inner ? (inner.selectionSet as SelectionSetNode) : (inner as SelectionSetNode),
        document,
      );
    if (found) return found;
  }
  return undefined;
}

/** A document of one operation with one field, the fragments it needs and the variables it uses. */
function build(
  kind: OperationTypeNode,
  field: FieldNode,
  document: DocumentNode,
  variables: readonly VariableDefinitionNode[],
): DocumentNode {
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: kind,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const [pruned] = Object.values(separateOperations({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }));
  if (!pruned) throw new Error("an operation separates into itself");
  const used = new Set<string>();
  visit(pruned, { Variable: ({ name }) => void used.add(name.value) });
  const definitions = pruned.definitions.map((one) =>
    one.kind === Kind.OPERATION_DEFINITION
      ? { ...one, variableDefinitions: variables.filter(({ variable }) => used.has(variable.name.value)) }
      : one,
  );
  return { kind: Kind.DOCUMENT, definitions };
}

function freshName(definitions: readonly VariableDefinitionNode[], wanted: string): string {
  let name = wanted;
  while (definitions.some(({ variable }) => variable.name.value === name)) name = `${name}_`;
  return name;
}

function variableArgument(name: string, variable: string): ArgumentNode {
  return {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
  };
}

function textDefinition(variable: string, isRequired: boolean): VariableDefinitionNode {
  const text: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: "String" } };
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
    type: isRequired ? { kind: Kind.NON_NULL_TYPE, type: text } : text,
  };
}
