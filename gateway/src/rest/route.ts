import type { Body, Parameter, RestInput } from "./input.ts";

/** Groups of routes, as the OpenAPI document has them. */
export type RouteTag =
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
  method: "GET" | "POST" | "PATCH" | "DELETE";
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
  status: 200 | 201 | 202;
  parameters: readonly Parameter[];
  /** Request headers that mean something here alone. */
  headers?: readonly Parameter[];
  body: Body | undefined;
  /** Media type of an answer that is no JSON but the bytes of what was found. */
  answersBytes?: "application/gzip";
  variables(input: RestInput): Record<string, unknown>;
  /** Address of what was made, for the Location header. */
  location?(made: Record<string, unknown>): string;
}
