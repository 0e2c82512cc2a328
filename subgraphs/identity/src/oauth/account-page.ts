import type { Provider } from "oidc-provider";
import type { OAuthDeps } from "./deps.ts";
import type { PageContext } from "./page-context.ts";

/** Answers one address, whatever the method; leaves `ctx.status` at 404 for what it does not know. */
export type AccountPage = (deps: OAuthDeps, provider: Provider, ctx: PageContext) => Promise<void>;
