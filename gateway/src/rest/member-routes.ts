import { type Body, type Parameter, paging } from "./input.ts";
import type { Route } from "./route.ts";

const STATE: Parameter = {
  name: "state",
  description: "Only invitations in this state.",
  schema: { type: "string", enum: ["PENDING", "ACCEPTED", "REVOKED", "EXPIRED"] },
  example: "PENDING",
};

const INVITE: Body = {
  contentType: "application/json",
  name: "InviteMemberRequest",
  description: "Whom to invite, and as what.",
  properties: {
    email: { description: "The address.", example: "ada@example.com" },
    role: { description: "Name of a role.", example: "Developer" },
    message: {
      description: "Words to the invited, at most 500 characters on one line, without addresses.",
      example: "We start on Monday.",
      isOptional: true,
    },
  },
};

const common = { tag: "Members", paged: false, status: 200, parameters: [], body: undefined } as const;

/** Who is asked to become a member, and leaving. */
export const MEMBER_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "listInvitations",
    method: "GET",
    path: "/v1/invitations",
    summary: "List invitations",
    description: "Invitations to the tenant, newest first, a page at a time; those that ended for about 90 days.",
    document: "list-invitations",
    at: ["invitations"],
    paged: true,
    parameters: [STATE, ...paging.parameters],
    variables: (input) => ({ state: input.query.state, ...paging.read(input) }),
  },
  {
    ...common,
    operationId: "inviteMember",
    method: "POST",
    path: "/v1/invitations",
    summary: "Invite somebody",
    description:
      "Invites an e-mail address to become a member, for 7 days and one use. Where the installation sends mail the link " +
      "goes to the address; elsewhere it is in the answer, once. A user must have signed in within the last 15 minutes.",
    document: "invite-member",
    at: ["inviteMember"],
    status: 201,
    body: INVITE,
    variables: ({ body }) => ({ input: body }),
    location: (made) => `/v1/invitations/${String((made.invitation as { id: string }).id)}`,
  },
  {
    ...common,
    operationId: "getInvitation",
    method: "GET",
    path: "/v1/invitations/{id}",
    summary: "Get an invitation",
    description: "One invitation by its id.",
    document: "get-invitation",
    at: ["invitation"],
    variables: (input) => ({ id: input.path.id }),
  },
  {
    ...common,
    operationId: "resendInvitation",
    method: "POST",
    path: "/v1/invitations/{id}/resend",
    summary: "Send an invitation again",
    description: "Makes another link, for another 7 days, at most 5 times an hour; the one before works no longer.",
    document: "resend-invitation",
    at: ["resendInvitation"],
    variables: (input) => ({ input: { id: input.path.id } }),
  },
  {
    ...common,
    operationId: "revokeInvitation",
    method: "DELETE",
    path: "/v1/invitations/{id}",
    summary: "Revoke an invitation",
    description: "Its link works no longer. Revoking twice changes nothing.",
    document: "revoke-invitation",
    at: ["revokeInvitation", "invitation"],
    variables: (input) => ({ input: { id: input.path.id } }),
  },
  {
    ...common,
    operationId: "leaveTenant",
    method: "POST",
    path: "/v1/me/leave",
    summary: "Leave the tenant",
    description:
      "Ends the caller's own membership; the last Admin stays. Nobody but an Admin can make them a member again.",
    document: "leave-tenant",
    at: ["leaveTenant"],
    variables: () => ({ input: { confirm: true } }),
  },
];
