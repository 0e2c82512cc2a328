import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  Kind,
  type NamedTypeNode,
  typeFromAST,
  visit,
} from "graphql";
import { type CompiledQuery, compileQuery, isCompiledQuery } from "graphql-jit";

export type Variables = Readonly<Record<string, unknown>>;
export type RunDocument = (context: object, variables: Variables) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Runs one document on one schema: interpreted the first time, compiled by graphql-jit from the second, because
 * compiling costs some milliseconds and a document that inlines its values may never come again.
 */
export function documentRunner(schema: GraphQLSchema, document: DocumentNode): RunDocument {
  let uses = 0;
  let compiled: CompiledQuery | undefined;
  const interpreted: RunDocument = (contextValue, variableValues) =>
    execute({ schema, document, contextValue, variableValues }) as ExecutionResult | Promise<ExecutionResult>;
  return (context, variables) => {
    if (!compiled && ++uses === 2) compiled = compileDocument(schema, document);
    return compiled ? compiled.query(undefined, context, variables) : interpreted(context, variables);
  };
}

/** The compiled document, or undefined when only the interpreter answers it rightly. */
export function compileDocument(schema: GraphQLSchema, document: DocumentNode): CompiledQuery | undefined {
  if (hasNestedVariable(document) || hasRecursiveInput(schema, document)) return undefined;
  const made = compileQuery(schema, document, undefined, {
    disablingCapturingStackErrors: true,
    disableLeafSerialization: true,
  });
  return isCompiledQuery(made) ? made : undefined;
}

/**
 * graphql-jit 0.8.9 drops a variable inside a literal of a custom scalar, and puts null where an input field's variable
 * is omitted instead of its default. Both need a variable inside an object or list literal; such a document is left to
 * the interpreter. As a variable of its own the same value compiles.
 */
function hasNestedVariable(document: DocumentNode): boolean {
  let found = false;
  let nested = 0;
  const deeper = { enter: () => void nested++, leave: () => void nested-- };
  visit(document, {
    [Kind.OBJECT]: deeper,
    [Kind.LIST]: deeper,
    Variable: () => {
      found ||= nested > 0;
    },
  });
  return found;
}

/** Compiling a variable whose input type contains itself never ends in graphql-jit 0.8.9. */
function hasRecursiveInput(schema: GraphQLSchema, document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    VariableDefinition: ({ type }) => {
      const used = typeFromAST(schema, type as NamedTypeNode);
      found ||= used !== undefined && isRecursive(getNamedType(used), new Set());
    },
  });
  return found;
}

function isRecursive(type: GraphQLNamedType, above: ReadonlySet<GraphQLNamedType>): boolean {
  if (!isInputObjectType(type)) return false;
  if (above.has(type)) return true;
  const below = new Set(above).add(type);
  return Object.values(type.getFields()).some((field) => isRecursive(getNamedType(field.type), below));
}
