import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema, Kind, visit } from "graphql";
import { compileQuery, isCompiledQuery } from "graphql-jit";
import { unrollVariables } from "./recursive-variables.ts";

export type Variables = Readonly<Record<string, unknown>>;
export type RunDocument = (context: object, variables: Variables) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Runs one document on one schema: interpreted the first time, compiled by graphql-jit from the second, because
 * compiling costs some milliseconds and a document that inlines its values may never come again.
 */
export function documentRunner(schema: GraphQLSchema, document: DocumentNode): RunDocument {
  let uses = 0;
  let compiled: RunDocument | undefined;
  const interpreted: RunDocument = (contextValue, variableValues) =>
    execute({ schema, document, contextValue, variableValues }) as ExecutionResult | Promise<ExecutionResult>;
  return (context, variables) => {
    if (!compiled && ++uses === 2) compiled = compileDocument(schema, document, interpreted);
    return (compiled ?? interpreted)(context, variables);
  };
}

/** The compiled document, or undefined when only the interpreter answers it rightly. It also words what it refuses. */
function compileDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  interpreted: RunDocument,
): RunDocument | undefined {
  const unrolled = hasNestedVariable(document) ? undefined : unrollVariables(schema, document);
  if (!unrolled) return undefined;
  const made = compileQuery(schema, unrolled.document, undefined, {
    disablingCapturingStackErrors: true,
    disableLeafSerialization: true,
  });
  if (!isCompiledQuery(made)) return undefined;
  return (context, variables) => {
    const coerced = unrolled.coerce(variables);
    return coerced ? made.query(undefined, context, coerced) : interpreted(context, variables);
  };
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
