import { type Body, paging } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Joining", paged: false, status: 200, parameters: [], body: undefined } as const;

const OFFER: NonNullable<Body["properties"]> = {
  join: { description: "What it offers: OFF, APPROVAL or AUTOMATIC.", example: "APPROVAL", isOptional: true },
  role: { description: "Name of the role that people get by it, never Admin.", example: "Viewer", isOptional: true },
};

const FRESH = "A user must have signed in within the last 15 minutes.";

/** Domains of a tenant, and the people who ask to join by them. */
export const JOINING_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listDomains",
    method: "GET",
    path: "/v1/domains",
    summary: "List domains",
    description: "The tenant's domains, by name, each with the record that proves it.",
    document: "list-domains",
    at: ["domains"],
    variables: () => ({}),
  },
  {
    ...common,
    operationId: "addDomain",
    method: "POST",
    path: "/v1/domains",
    summary: "Add a domain",
    description: `Adds a domain, to be proved by the TXT record in the answer. ${FRESH}`,
    document: "add-domain",
    at: ["addDomain", "domain"],
    status: 201,
    body: {
      contentType: "application/json",
      name: "AddDomainRequest",
      description: "The domain, and what it offers once it is verified.",
      properties: { name: { description: "Such as acme.example.", example: "acme.example" }, ...OFFER },
    },
    variables: ({ body: { name, join, role } }) => ({ input: { name, join, role } }),
  },
  {
    ...common,
    operationId: "updateDomain",
    method: "PATCH",
    path: "/v1/domains/{id}",
    summary: "Change what a domain offers",
    description: `What is left out stays. ${FRESH}`,
    document: "update-domain",
    at: ["updateDomain", "domain"],
    body: {
      contentType: "application/json",
      name: "UpdateDomainRequest",
      description: "What it offers from now on.",
      properties: OFFER,
    },
    variables: ({ path, body: { join, role } }) => ({ input: { id: path.id, join, role } }),
  },
  {
    ...common,
    operationId: "verifyDomain",
    method: "POST",
    path: "/v1/domains/{id}/verify",
    summary: "Verify a domain",
    description: `Looks for the record that proves it. ${FRESH}`,
    document: "verify-domain",
    at: ["verifyDomain", "domain"],
    variables: ({ path }) => ({ input: { id: path.id } }),
  },
  {
    ...common,
    operationId: "removeDomain",
    method: "DELETE",
    path: "/v1/domains/{id}",
    summary: "Remove a domain",
    description: "Nobody joins by it any more. Members stay.",
    document: "remove-domain",
    at: ["removeDomain"],
    variables: ({ path }) => ({ input: { id: path.id } }),
  },
  {
    ...common,
    operationId: "listJoinRequests",
    method: "GET",
    path: "/v1/join-requests",
    summary: "List requests to join",
    description:
      "People who asked to join, oldest first, a page at a time; those included who were let in or declined.",
    document: "list-join-requests",
    at: ["joinRequests"],
    paged: true,
    parameters: paging.parameters,
    variables: (input) => paging.read(input),
  },
  {
    ...common,
    operationId: "approveJoinRequest",
    method: "POST",
    path: "/v1/join-requests/{id}/approve",
    summary: "Let somebody in",
    description: `Makes whoever asked a member. ${FRESH}`,
    document: "approve-join-request",
    at: ["approveJoinRequest", "joinRequest"],
    body: {
      contentType: "application/json",
      name: "ApproveJoinRequestRequest",
      description: "The role, where it is to be another than the domain offered.",
      properties: {
        role: { description: "Name of a role.", example: "Developer", isOptional: true },
      },
    },
    variables: ({ path, body }) => ({ input: { id: path.id, role: body.role } }),
  },
  {
    ...common,
    operationId: "declineJoinRequest",
    method: "POST",
    path: "/v1/join-requests/{id}/decline",
    summary: "Leave somebody outside",
    description: "They may ask again after a week.",
    document: "decline-join-request",
    at: ["declineJoinRequest", "joinRequest"],
    variables: ({ path }) => ({ input: { id: path.id } }),
  },
];
