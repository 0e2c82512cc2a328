import type { Body, Parameter, RestInput } from "./input.ts";

/** One REST route: which document it runs, how it fills the variables, and where in the answer its body is. */
export interface Route {
  operationId: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `{name}` is a path parameter. */
  path: string;
  summary: string;
  description: string;
  tag: "Records" | "Imports" | "Jobs" | "Tenant" | "Joining" | "Me";
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
  variables(input: RestInput): Record<string, unknown>;
  /** Address of what was made, for the Location header. */
  location?(made: Record<string, unknown>): string;
}
