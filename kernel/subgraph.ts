import { buildSubgraphSchema } from "@apollo/subgraph";
import { GraphQLScalarType, type GraphQLSchema, isScalarType, Kind, parse, valueFromASTUntyped } from "graphql";
import type { RequestContext } from "./context.ts";

/** A room as the gateway sees it: a federated schema, and how to make its context of a request's. */
export interface Subgraph<C extends RequestContext = RequestContext> {
  name: string;
  sdl: string;
  schema: GraphQLSchema;
  /** One per request and room, however many fetches the plan makes: DataLoaders live in it. */
  context(request: RequestContext): C;
}

const JSONValue = new GraphQLScalarType({
  name: "JSON",
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

const DateTime = new GraphQLScalarType<string, string>({
  name: "DateTime",
  parseValue: (value) => readDateTime(value),
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

function readDateTime(value: unknown): string {
  const [, year, month, day] = (typeof value === "string" && DATE_TIME.exec(value)) || [];
  // Date.parse takes 30 February for 1 March, and a year 0 that PostgreSQL does not know.
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const isDay = Number(year) >= 1 && Number(day) <= last;
  if (typeof value === "string" && isDay && !Number.isNaN(Date.parse(value))) return value;
  throw new TypeError('A DateTime is an RFC 3339 text such as "2026-11-22T11:51:35.123456Z".');
}

/** Gives a schema made of SDL alone the scalars of the subgraphs, so that the gateway refuses what they would refuse. */
export function adoptScalars(schema: GraphQLSchema): void {
  for (const { name, parseValue, parseLiteral } of [JSONValue, DateTime]) {
    const scalar = schema.getType(name);
    if (isScalarType(scalar)) Object.assign(scalar, { parseValue, parseLiteral });
  }
}

interface SubgraphOptions<C extends RequestContext> {
  name: string;
  sdl: string;
  resolvers: Record<string, unknown>;
  context(request: RequestContext): C;
}

export function createSubgraph<C extends RequestContext>({
  name,
  sdl,
  resolvers,
  context,
}: SubgraphOptions<C>): Subgraph<C> {
  const scalars: Record<string, GraphQLScalarType> = {};
  if (/^scalar JSON\b/m.test(sdl)) scalars.JSON = JSONValue;
  if (/^scalar DateTime\b/m.test(sdl)) scalars.DateTime = DateTime;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: { ...scalars, ...resolvers } as never }]);
  return {
    name,
    sdl,
    schema,
    context(request) {
      const made = contextsOf(request);
      let own = made.get(schema) as C | undefined;
      if (!own) {
        own = context(request);
        made.set(schema, own);
      }
      return own;
    },
  };
}

/**
 * They lie in the request itself and not in a WeakMap: V8's young collection keeps what a WeakMap holds alive, so every
 * request would outlive it and be copied. A copy of a request, perhaps with another principal, starts without any.
 */
function contextsOf(request: RequestContext): Map<object, RequestContext> {
  if (request.contexts?.of !== request) request.contexts = { of: request, made: new Map() };
  return request.contexts.made;
}
