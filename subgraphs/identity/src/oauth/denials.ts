import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";

/** From here on the exchange is an act of a client that has authenticated, or that is public. */
export async function actAsClient({ clients }: OAuthDeps, clientId: string | undefined): Promise<void> {
  const client = clientId === undefined ? undefined : await clients.find(clientId);
  if (!client) return;
  const exchange = currentExchange();
  const { principal } = exchange.request;
  exchange.request = {
    ...exchange.request,
    principal: { ...principal, kind: "client", id: client.id, tenantId: client.tenantId },
  };
}

/** Events of the library that tell of a refused request, and what the audit log calls what was refused. */
const REFUSALS: Readonly<Record<string, string>> = {
  "authorization.error": "oauth.authorize",
  "pushed_authorization_request.error": "oauth.par",
  "device_authorization.error": "oauth.device_authorization",
  "code_verification.error": "oauth.device",
  "grant.error": "oauth.token",
  "revocation.error": "oauth.revoke",
  "introspection.error": "oauth.introspect",
  "end_session.error": "oauth.logout",
  "end_session_confirm.error": "oauth.logout",
};

/** Answers of the protocol's ordinary course: nobody was refused anything. */
const ORDINARY: ReadonlySet<string> = new Set([
  "authorization_pending",
  "slow_down",
  "use_dpop_nonce",
  "login_required",
  "consent_required",
  "interaction_required",
  "account_selection_required",
]);

/** Tells the audit log of every refusal, with its reason: the standard's code, and what the library found. */
export function recordRefusals(deps: OAuthDeps, provider: Provider): void {
  const events = provider as unknown as NodeJS.EventEmitter;
  for (const [event, operation] of Object.entries(REFUSALS))
    events.on(event, (ctx: KoaContextWithOIDC, error: Error & { error_detail?: string }) => {
      void record(deps, operation, ctx, error).catch((fault: Error) =>
        deps.log.warn({ detail: fault.message }, "a refusal was not recorded"),
      );
    });
  events.on("server_error", (_ctx: unknown, error: unknown) => {
    currentExchange().fault = error;
  });
}

async function record(
  { clients, denials }: OAuthDeps,
  operation: string,
  ctx: KoaContextWithOIDC,
  error: Error & { error_detail?: string },
): Promise<void> {
  if (ORDINARY.has(error.message)) return;
  const { request } = currentExchange();
  const clientId = ctx.oidc.client?.clientId;
  const client = clientId === undefined ? undefined : await clients.find(clientId);
  // Who could not prove to be the client is not the client: nobody writes into a tenant's log in its name.
  if (!client || error.message === "invalid_client")
    return tell(() =>
      denials.denyAnonymous(request.clientAddress, `OAUTH_${error.message.toUpperCase().slice(0, 40)}`),
    );
  const principal = { ...request.principal, kind: "client" as const, id: client.id, tenantId: client.tenantId };
  const reason = [error.message, detailOf(error)].filter(Boolean).join(": ");
  tell(() => denials.deny({ ...request, principal }, { operation, coordinates: [], missing: [], reason }));
}

/** Once it is certain that the transaction is not run again: what comes of the next run is what happened. */
function tell(refusal: () => void): void {
  const { refusals } = currentExchange();
  if (refusals) refusals.push(refusal);
  else refusal();
}

/** The library's own words, and nothing that a request put among them. */
function detailOf({ error_detail: detail }: { error_detail?: string }): string {
  return detail !== undefined && /^[A-Za-z' -]{1,80}$/.test(detail) ? detail : "";
}
