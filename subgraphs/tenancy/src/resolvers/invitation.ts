import type { GraphQLInvitationResolvers } from "../generated/resolvers.ts";

export const Invitation = {
  invitedBy: ({ invitedById }) => ({ __typename: "Actor", id: invitedById }),
} satisfies GraphQLInvitationResolvers;
