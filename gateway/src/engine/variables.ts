import type { Variables } from "@bulkhead/kernel/document-runner.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { isRecursiveInput } from "@bulkhead/kernel/recursive-variables.ts";
import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from "graphql";

const MAX_FAULTS = 20;
/** Of objects and lists within one another; no input type means anything by more. */
const MAX_NESTING = 200;
const NONE: Variables = Object.freeze({});

/**
 * Checks a client's variables before anything runs (GraphQL section 6.1.2, Coercing Variable Values), with graphql-js'
 * own coercion but with messages that never repeat a value: it may be a secret sent to the wrong place.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Variables,
): Variables {
  const definitions = operation.variableDefinitions ?? [];
  if (definitions.length === 0) return NONE;
  const coerced: Record<string, unknown> = {};
  const fields: FieldFault[] = [];
  for (const { variable, type: typeNode, defaultValue } of definitions) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode as never) as GraphQLInputType;
    const isGiven = Object.hasOwn(given, name) && given[name] !== undefined;
    if (!isGiven && defaultValue) coerced[name] = valueFromAST(defaultValue, type);
    else if (!isGiven || given[name] === null) {
      if (isNonNullType(type)) fields.push(fault([name], `Needs a value of type ${type}.`));
      else if (isGiven) coerced[name] = null;
    } else if (isTooDeep(type, given[name])) fields.push(fault([name], `May be nested at most ${MAX_NESTING} deep.`));
    else
      coerced[name] = coerceInputValue(given[name], type, (path, _value, error) => {
        if (fields.length < MAX_FAULTS) fields.push(fault([name, ...path], withoutValue(error)));
      });
  }
  const [first] = fields;
  if (first)
    throw new AppError("BAD_USER_INPUT", `The variables do not fit the operation: ${first.path}: ${first.message}`, {
      fields,
    });
  return coerced;
}

/** graphql-js coerces a value of a type that contains itself as deep as it goes, until the stack is used up. */
function isTooDeep(type: GraphQLInputType, value: unknown): boolean {
  return isRecursiveInput(getNamedType(type)) && isDeeper(value, MAX_NESTING);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

function fault(path: readonly (string | number)[], message: string): FieldFault {
  return { path: path.join("."), code: "INVALID_VALUE", message };
}

function withoutValue({ message }: GraphQLError): string {
  return message
    .replace(/^Value ".*" does not exist/s, "The value does not exist")
    .replace(/^(Expected type ".*?" to be an object)\..*/s, "$1.")
    .replace(/(cannot represent [^:]*?)(?: value)?: .*$/s, "$1 value.")
    .replace(/ ?Did you mean .*\?$/s, "");
}
