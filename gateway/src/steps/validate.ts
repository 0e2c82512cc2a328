import { type DocumentNode, GraphQLError, validate, visit } from "graphql";
import type { Edge } from "../edge.ts";

/** Several faults of one document, reported together. */
export class DocumentFaults extends Error {
  readonly faults: readonly GraphQLError[];

  constructor(faults: readonly GraphQLError[]) {
    super("the document is not valid");
    this.faults = faults;
  }
}

const MAX_FAULTS = 20;

export function validateDocument(document: DocumentNode, edge: Edge): void {
  const faults = [
    ...reservedNames(document),
    ...validate(edge.supergraph.apiSchema, document, undefined, { maxErrors: MAX_FAULTS }),
  ];
  if (faults.length === 0) return;
  const hideNames = edge.config.environment === "production";
  throw new DocumentFaults(faults.map((fault) => validationError(fault, hideNames)));
}

/** Suggestions would spell out names of fields the caller may not even see. */
function validationError(fault: GraphQLError, hideNames: boolean): GraphQLError {
  const message = hideNames ? fault.message.replace(/ ?Did you mean .*\?$/s, "") : fault.message;
  // Most of graphql-js' messages are sentences.
  const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
  return new GraphQLError(sentence, { nodes: fault.nodes, extensions: { code: "GRAPHQL_VALIDATION_FAILED" } });
}

/**
 * Names that begin with two underscores belong to GraphQL (section 2.1.9 Names). Refusing them in aliases and variables
 * also means that no key such as `__proto__` ever reaches an object built from client's names.
 */
function reservedNames(document: DocumentNode): GraphQLError[] {
  const faults: GraphQLError[] = [];
  const check = (name: { value: string } | undefined, what: string) => {
    if (name?.value.startsWith("__")) faults.push(new GraphQLError(`${what} may not begin with two underscores.`));
  };
  visit(document, {
    Field: (node) => check(node.alias, "An alias"),
    VariableDefinition: (node) => check(node.variable.name, "A variable"),
    FragmentDefinition: (node) => check(node.name, "A fragment"),
    OperationDefinition: (node) => check(node.name, "An operation"),
  });
  return faults;
}
