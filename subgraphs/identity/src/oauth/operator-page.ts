import type { OAuthDeps } from "./deps.ts";
import type { PageContext } from "./page-context.ts";

/** Answers one address, whatever the method. */
export type OperatorPage = (deps: OAuthDeps, ctx: PageContext) => Promise<void>;
