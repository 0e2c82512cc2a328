import type { Body, Parameter, RestInput } from "./input.ts";
import type { RestShape } from "./shape.ts";

/** Groups of routes, as the OpenAPI document has them. */
export type RouteTag =
  | "Collections"
  | "Records"
  | "History"
  | "Imports"
  | "Jobs"
  | "Tenant"
  | "Members"
  | "Service accounts"
  | "Joining"
  | "Roles"
  | "Me";

/** One REST route: which document it runs, how it fills the variables, and where in the answer its body is. */
export interface Route {
  operationId: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` is a path parameter. */
  path: string;
  summary: string;
  description: string;
  /** One of those that the OpenAPI document describes. */
  tag: RouteTag;
  /** File in documents/, without its ending. */
  document: string;
  /** The body's place in the answer's data; the last name is a connection when `paged`. */
  at: readonly string[];
  paged: boolean;
  /** Status of success. */
  status: 200 | 201 | 202 | 204;
  parameters: readonly Parameter[];
  /** Request headers that mean something here alone. */
  headers?: readonly Parameter[];
  body: Body | undefined;
  /** Takes If-Match: the change is for a version that was read. */
  conditional?: true;
  /** Media type of an answer that is no JSON but the bytes of what was found. */
  answersBytes?: "application/gzip" | "application/octet-stream";
  /** Its document answers a page of a list, and its answer is the whole list as a file, one page after another. */
  answersRows?: {
    /** Of the file, without its ending. */
    fileName(data: unknown): string;
  };
  /** Its document is a subscription, and its answer a stream of server-sent events. */
  isStream?: boolean;
  variables(input: RestInput): Record<string, unknown>;
  /** Arguments of the document whose name here is not theirs in snake_case: where a fault lies is told in the client's words. */
  argumentNames?: Readonly<Record<string, string>>;
  /** Address of what was made, for the Location header. */
  location?(made: Record<string, unknown>): string;
  /** What stands before the hash in the ETag: names the thing and its version. */
  version?(shown: Record<string, unknown>): string;
}

/** A route with its document read and checked. */
export interface ReadyRoute {
  route: Route;
  source: string;
  shape: RestShape;
  /** Whether its answer has something that may be about a person, or gives access. */
  isPersonal: boolean;
}
