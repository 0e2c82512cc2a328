import { paging } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Me", paged: false, status: 200, parameters: [], body: undefined } as const;

/** What is the caller's own. No parameter says whose: that follows from the credential. */
export const ME_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "getMe",
    method: "GET",
    path: "/v1/me",
    summary: "Get the caller",
    description:
      "Who calls and what they may do; of a person, their address and where they change what they sign in with.",
    document: "get-me",
    at: ["me"],
    variables: () => ({}),
  },
  {
    ...common,
    operationId: "listMyFactors",
    method: "GET",
    path: "/v1/me/factors",
    summary: "List one's own second factors",
    description: "Authenticator apps and passkeys of the caller; empty for API keys and machines.",
    document: "list-my-factors",
    at: ["me", "factors"],
    variables: () => ({}),
  },
  {
    ...common,
    operationId: "listMySessions",
    method: "GET",
    path: "/v1/me/sessions",
    summary: "List one's own sessions",
    description:
      "Where the caller is signed in to this tenant, newest first, a page at a time; empty for API keys and machines.",
    document: "list-my-sessions",
    at: ["me", "sessions"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => paging.read(input),
  },
  {
    ...common,
    operationId: "revokeMySession",
    method: "DELETE",
    path: "/v1/me/sessions/{id}",
    summary: "End one of one's own sessions",
    description: "Its tokens are refused within a second. Ending it twice changes nothing.",
    document: "revoke-my-session",
    at: ["revokeSession", "session"],
    variables: (input) => ({ input: { id: input.path.id } }),
  },
  {
    ...common,
    operationId: "revokeMySessions",
    method: "POST",
    path: "/v1/me/sessions/revoke",
    summary: "End all of one's other sessions",
    description: "Ends every session of the caller in this tenant but the one that this call is made in.",
    document: "revoke-my-sessions",
    at: ["revokeSessions"],
    variables: () => ({ input: {} }),
  },
  {
    ...common,
    operationId: "removeMyFactor",
    method: "DELETE",
    path: "/v1/me/factors/{id}",
    summary: "Remove one of one's own second factors",
    description:
      "For applications of the installation, within 15 minutes of a sign-in with a second factor: it changes the account, " +
      "which stands above tenants.",
    document: "remove-my-factor",
    at: ["removeFactor"],
    variables: (input) => ({ input: { id: input.path.id } }),
  },
];
