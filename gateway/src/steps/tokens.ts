import { AppError } from "@bulkhead/kernel/error.ts";
import { type DocumentNode, GraphQLError, parse } from "graphql";
import type { Edge } from "../edge.ts";
import { operationSize } from "./operation-size.ts";

/**
 * Parses, and stops at the limit: parsing and validating are what a hostile document makes dear. The same limit holds
 * once fragments are expanded, since ten short fragments can multiply to millions of selections.
 */
export function parseWithinTokens(source: string, edge: Edge): DocumentNode {
  const { tokens } = edge.config;
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/more that? \d+ tokens/.test(error.message)) throw tooLarge(tokens);
    throw syntaxError(error);
  }
  if (operationSize(document).selections > tokens) throw tooLarge(tokens);
  return document;
}

function tooLarge(tokens: number): AppError {
  return new AppError(
    "OPERATION_TOO_LARGE",
    `The document has more than ${tokens} tokens, or expands to more. Split it.`,
  );
}

function syntaxError(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    source: error.source,
    positions: error.positions,
    extensions: { code: "GRAPHQL_PARSE_FAILED" },
  });
}
