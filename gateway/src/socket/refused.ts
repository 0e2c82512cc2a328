import type { RequestContext } from "@bulkhead/kernel/context.ts";

/** Carries a refusal through graphql-ws, with the request it belongs to. */
export class Refused extends Error {
  readonly refusal: unknown;
  readonly request: RequestContext;
  /** The operation had begun and been allowed. */
  readonly midway: boolean;

  constructor(request: RequestContext, { midway, cause }: { midway: boolean; cause: unknown }) {
    super("refused", { cause });
    this.refusal = cause;
    this.request = request;
    this.midway = midway;
  }
}
