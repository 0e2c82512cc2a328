import { Supergraph } from "@apollo/federation-internals";
import { ERROR_STATUS } from "@bulkhead/kernel/error.ts";
import { type DocumentNode, type GraphQLSchema, isEnumType, Kind, type OperationDefinitionNode, parse } from "graphql";
import { familiesOf } from "../cache/cacheable.ts";
import { BUDGET_NAMES } from "../limits.ts";
import { collectCoordinates } from "../rules/coordinates.ts";
import { buildRuleTree, type RuleTree } from "../rules/tree.ts";
import { readDocument } from "./documents.ts";
import { EXPORT_LINK_PATHS } from "./export-link-operation.ts";
import { FILE_MEDIA_TYPES } from "./import-file.ts";
import { MANIFEST, shapePath } from "./manifest.ts";
import {
  answerHeaders,
  NOT_MODIFIED,
  otherAnswers,
  REQUEST_ID_HEADER,
  refusalsOf,
  SHARED_PARAMETERS,
  sharedParameters,
} from "./openapi-headers.ts";
import type { Route } from "./route.ts";
import { type RestShape, restShape } from "./shape.ts";
import { UPLOAD_PATHS } from "./upload-operations.ts";

type JsonObject = Record<string, unknown>;

/**
 * The OpenAPI 3.0.3 document of /v1, from the manifest and the types behind it. Every object has a named schema: code
 * generators name inline ones badly. The text is stable, so a difference is a change of the contract.
 */
export function openApiDocument(supergraphSdl: string): JsonObject {
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  const rules = buildRuleTree(supergraphSdl);
  const schemas: Record<string, JsonObject> = { Problem: PROBLEM, ProblemError: PROBLEM_ERROR, JsonValue: JSON_VALUE };
  const paths: Record<string, JsonObject> = {};
  for (const route of MANIFEST) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operation(route, schema, rules, schemas);
    paths[route.path] = path;
  }
  Object.assign(paths, UPLOAD_PATHS, EXPORT_LINK_PATHS);
  return {
    openapi: "3.0.3",
    info: {
      title: "Bulkhead REST API",
      version: "1.0.0",
      description: "A thin adapter over Bulkhead's GraphQL API, which can do more: POST /graphql.",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: "/", description: "The installation that serves this document." }],
    security: [{ bearer: [] }],
    tags: [
      { name: "Collections", description: "Sets of records of one shape." },
      { name: "Records", description: "A tenant's data." },
      { name: "History", description: "What records were, and changes of many at once." },
      { name: "Imports", description: "Files on their way into a collection." },
      { name: "Uploads", description: "Files that arrive in pieces, by the tus protocol (https://tus.io)." },
      { name: "Jobs", description: "Work done in the background." },
      { name: "Me", description: "Who calls, where they are signed in, and what they sign in with." },
      { name: "Tenant", description: "What a tenant sets for itself." },
      { name: "Roles", description: "What members and credentials may do." },
      { name: "Members", description: "Who is asked to become a member of the tenant." },
      { name: "Service accounts", description: "Principals that are nobody, for programs." },
      { name: "Joining", description: "Domains of a tenant, and people who ask to join by them." },
    ],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An API key (`bh_…`) or an OAuth access token for this API: `Authorization: Bearer …`.",
        },
      },
      responses: {
        Problem: {
          description: "What went wrong and what to do (RFC 9457).",
          headers: REQUEST_ID_HEADER,
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
        NotModified: NOT_MODIFIED,
      },
      parameters: SHARED_PARAMETERS,
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operation(
  route: Route,
  schema: GraphQLSchema,
  rules: RuleTree,
  schemas: Record<string, JsonObject>,
): JsonObject {
  const document = parse(readDocument(route.document));
  const shape = restShape(schema, document, shapePath(route));
  const cacheable = route.method === "GET" && isCacheable(document, schema, rules);
  // What the adapter asks for to find bytes is its own matter.
  const item = route.answersBytes ? {} : schemaOf(shape.kind === "list" ? shape.of : shape, schema, schemas);
  const answer = route.paged
    ? pageSchema(route, shape, item, schemas)
    : shape.kind === "list" && !route.answersRows
      ? listSchema(route, shape, item, schemas)
      : item;
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: route.description,
    parameters: [
      ...pathParameters(route),
      ...route.parameters.map(queryParameter),
      ...(route.headers ?? []).map(headerParameter),
      ...sharedParameters(route, cacheable),
    ],
    ...(route.body ? { requestBody: requestBody(route, schemas) } : {}),
    responses: {
      [route.status]: {
        description: route.status === 202 ? "Accepted: every byte is safe." : "Success.",
        headers: answerHeaders(route, cacheable),
        ...(route.status === 204 ? {} : { content: contentOf(route, answer) }),
      },
      ...(route.answersBytes ? { 206: partial(route.answersBytes) } : {}),
      ...otherAnswers(route),
      ...Object.fromEntries(refusalsOf(route).map((status) => [status, { $ref: "#/components/responses/Problem" }])),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function contentOf({ answersBytes, answersRows, isStream }: Route, answer: JsonObject): JsonObject {
  if (answersRows)
    return { "application/x-ndjson": { schema: answer }, "text/csv": { schema: { type: "string", format: "binary" } } };
  if (isStream) return { "text/event-stream": { schema: answer } };
  if (answersBytes) return { [answersBytes]: { schema: { type: "string", format: "binary" } } };
  return { "application/json": { schema: answer } };
}

function isCacheable(document: DocumentNode, schema: GraphQLSchema, rules: RuleTree): boolean {
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  return !!operation && familiesOf(rules, collectCoordinates(schema, document, operation).coordinates) !== undefined;
}

function partial(mediaType: string): JsonObject {
  return {
    description: "The range that was asked for.",
    headers: {
      ...REQUEST_ID_HEADER,
      "content-range": { description: "Which bytes, and of how many.", schema: { type: "string" } },
    },
    content: { [mediaType]: { schema: { type: "string", format: "binary" } } },
  };
}

const PATH_PARAMETERS: Record<string, JsonObject> = {
  name: { description: "Name of a collection or role.", example: "weather" },
  id: { description: "Id, as the API answered it.", example: "imp_01kb2j5w3zfz6v1m0m3m5g7q8r" },
};

function pathParameters(route: Route): JsonObject[] {
  return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    ...PATH_PARAMETERS[name],
  }));
}

function queryParameter({ name, description, schema, example, deep }: Route["parameters"][number]): JsonObject {
  return {
    name,
    in: "query",
    required: false,
    description,
    ...(deep ? { style: "deepObject", explode: true } : {}),
    schema,
    ...(example === undefined ? {} : { example }),
  };
}

function headerParameter({ name, description, schema, example }: Route["parameters"][number]): JsonObject {
  return { name, in: "header", required: false, description, schema, ...(example === undefined ? {} : { example }) };
}

function requestBody({ body }: Route, schemas: Record<string, JsonObject>): JsonObject {
  if (!body) return {};
  if (!body.properties)
    return {
      description: body.description,
      required: true,
      content: {
        ...Object.fromEntries(FILE_MEDIA_TYPES.map((type) => [type, { schema: { type: "string", format: "binary" } }])),
        [body.contentType]: { schema: { type: "string", format: "binary" }, example: body.example },
      },
    };
  const properties = Object.entries(body.properties);
  schemas[body.name] = {
    type: "object",
    description: body.description,
    additionalProperties: false,
    required: properties.filter(([, { isOptional }]) => !isOptional).map(([name]) => name),
    properties: Object.fromEntries(
      properties.map(([name, { description }]) => [name, { allOf: [ref("JsonValue")], description }]),
    ),
  };
  const example = Object.fromEntries(properties.map(([name, property]) => [name, property.example]));
  return {
    description: body.description,
    required: true,
    content: { "application/json": { schema: ref(body.name), example } },
  };
}

/** An object, so that more can stand beside the list one day. */
function listSchema(
  route: Route,
  shape: RestShape,
  items: JsonObject,
  schemas: Record<string, JsonObject>,
): JsonObject {
  const one = shape.kind === "list" && shape.of.kind === "object" ? shape.of.type : route.operationId;
  schemas[`${one}List`] = {
    type: "object",
    description: "All there are.",
    required: ["data"],
    properties: { data: { type: "array", description: "The list.", items } },
  };
  return ref(`${one}List`);
}

function pageSchema(route: Route, shape: RestShape, item: JsonObject, schemas: Record<string, JsonObject>): JsonObject {
  const one = shape.kind === "list" && shape.of.kind === "object" ? shape.of.type : route.operationId;
  schemas[`${one}Page`] = {
    type: "object",
    description: "A page and the cursors of its neighbours.",
    required: ["data", "next_cursor", "prev_cursor"],
    properties: {
      data: { type: "array", description: "The page.", items: item },
      next_cursor: {
        type: "string",
        nullable: true,
        description: "Give it as `after` for the next page; null on the last.",
      },
      prev_cursor: {
        type: "string",
        nullable: true,
        description: "Give it as `before` for the previous page; null on the first.",
      },
    },
  };
  return ref(`${one}Page`);
}

function schemaOf(shape: RestShape, schema: GraphQLSchema, schemas: Record<string, JsonObject>): JsonObject {
  const nullable = shape.nullable ? { nullable: true } : {};
  switch (shape.kind) {
    case "reference":
      return { type: "string", ...nullable };
    case "list":
      return { type: "array", items: schemaOf(shape.of, schema, schemas), ...nullable };
    case "leaf": {
      const scalar = SCALARS[shape.type];
      if (scalar) return { ...scalar, ...nullable };
      if (shape.isEnum) schemas[shape.type] = enumSchema(schema, shape.type);
      const name = shape.isEnum ? shape.type : "JsonValue";
      return shape.nullable ? { allOf: [ref(name)], nullable: true } : ref(name);
    }
    case "object": {
      schemas[shape.type] = {
        type: "object",
        description: shape.description,
        required: shape.fields.map((field) => field.name),
        properties: Object.fromEntries(
          shape.fields.map((field) => [
            field.name,
            described(schemaOf(field.shape, schema, schemas), field.description),
          ]),
        ),
      };
      return shape.nullable ? { allOf: [ref(shape.type)], nullable: true } : ref(shape.type);
    }
  }
}

const SCALARS: Record<string, JsonObject> = {
  ID: { type: "string" },
  String: { type: "string" },
  Int: { type: "integer", format: "int32" },
  Float: { type: "number", format: "double" },
  Boolean: { type: "boolean" },
  DateTime: { type: "string", format: "date-time" },
};

/** OpenAPI 3.0 ignores whatever stands beside a `$ref`. */
function described(schema: JsonObject, description: string): JsonObject {
  return "$ref" in schema ? { allOf: [schema], description } : { ...schema, description };
}

function enumSchema(schema: GraphQLSchema, name: string): JsonObject {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`${name} is no enum`);
  const values = type.getValues();
  const meanings = values.map((value) => `${value.name}: ${value.description ?? ""}`).join(" ");
  return {
    type: "string",
    description: `${type.description ?? ""} ${meanings}`.trim(),
    enum: values.map((value) => value.name),
  };
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

const JSON_VALUE = { description: "Any JSON value (RFC 8259)." };

const PROBLEM_ERROR = {
  type: "object",
  description: "One wrong value.",
  required: ["pointer", "code", "detail"],
  properties: {
    pointer: { type: "string", description: "Where it is (RFC 6901)." },
    code: { type: "string", description: "Which rule it breaks." },
    detail: { type: "string", description: "What to do about it." },
  },
};

const PROBLEM = {
  type: "object",
  description: "Problem details (RFC 9457).",
  required: ["type", "title", "status", "detail", "instance", "code", "request_id"],
  properties: {
    type: { type: "string", description: "Names the kind of problem.", example: "urn:bulkhead:error:NOT_FOUND" },
    title: { type: "string", description: "The status in words.", example: "Not Found" },
    status: { type: "integer", format: "int32", description: "The HTTP status.", example: 404 },
    detail: { type: "string", description: "What went wrong here and what to do." },
    instance: {
      type: "string",
      description: "The path that was asked.",
      example: "/v1/imports/imp_01kb2j5w3zfz6v1m0m3m5g7q8r",
    },
    code: {
      type: "string",
      description: "Stable code; docs/errors.md has them all.",
      enum: Object.keys(ERROR_STATUS).sort(),
      example: "NOT_FOUND",
    },
    request_id: {
      type: "string",
      description: "Tell it the operator when you ask for help.",
      example: "req_01kb2j5w3zfz6v1m0m3m5g7q8r",
    },
    errors: {
      type: "array",
      description: "The wrong values, when values are to blame.",
      items: { $ref: "#/components/schemas/ProblemError" },
    },
    denied: { type: "array", description: "Fields that were refused.", items: { type: "string" } },
    missing: { type: "array", description: "Permissions that would be needed.", items: { type: "string" } },
    acr_values: {
      type: "array",
      description:
        "Of INSUFFICIENT_AUTHENTICATION: `acr_values` of the authorisation request that signs the user in again.",
      items: { type: "string" },
      example: ["urn:bulkhead:acr:multi-factor"],
    },
    max_age: {
      type: "integer",
      format: "int32",
      description: "Of INSUFFICIENT_AUTHENTICATION: its `max_age`, in seconds.",
      example: 900,
    },
    reason: {
      type: "string",
      description: "Of TENANT_SUSPENDED, to Admins: the operator's reason.",
      example: "unpaid",
    },
    budget: {
      type: "string",
      description: "Of RATE_LIMITED: which budget is spent.",
      enum: BUDGET_NAMES,
      example: "key",
    },
    retry_after: {
      type: "integer",
      format: "int32",
      description: "Of RATE_LIMITED: seconds until it is not, as in Retry-After.",
      example: 1,
    },
  },
};
