import type { RequestContext } from "@bulkhead/kernel/context.ts";

/**
 * Asks a room of another process, on behalf of `request` where there is one; rejects when it does not answer. What is asked
 * `once` is not asked again when a connection is lost under it.
 */
export type RemoteCall = (
  name: string,
  input: unknown,
  how?: { request?: RequestContext; once?: true },
) => Promise<unknown>;
