import { AppError } from "@bulkhead/kernel/error.ts";
import { JOIN_STATES, type JoinOffer, type JoinState } from "@bulkhead/tenancy/src/join-state.ts";
import type { Onboarding } from "@bulkhead/tenancy/src/onboarding.ts";
import type { OfferedTemplate } from "@bulkhead/tenancy/src/template-row.ts";
import type { RemoteCall } from "./remote-call.ts";

/** Tenancy's part of onboarding for a process that has none of its tables. Every call of it bears being made twice. */
export function createRemoteOnboarding(call: RemoteCall): Onboarding {
  return {
    offeredTemplates: async () => readTemplates(await call("offeredTemplates", {})),
    async proposeSlug(name) {
      const { slug } = membersOf(await call("proposeSlug", { name }));
      return typeof slug === "string" ? slug : undefined;
    },
    async reserveSlug(tenantId, slug) {
      const { reservedUntil } = membersOf(await call("reserveSlug", { tenantId, slug }));
      if (typeof reservedUntil !== "string") throw unreadable("reserveSlug");
      return { reservedUntil };
    },
    async releaseSlug(tenantId) {
      const { isTaken } = membersOf(await call("releaseSlug", { tenantId }));
      if (typeof isTaken !== "boolean") throw unreadable("releaseSlug");
      return { isTaken };
    },
    async createTenant(by, input) {
      if ((await call("createTenant", { by, ...input })) !== true) throw unreadable("createTenant");
    },
    async joinOffer(email, users) {
      const answer = await call("joinOffer", { email, users });
      return answer === null ? undefined : readOffer(answer);
    },
    joinTenant: async (by, email) => readState(await call("joinTenant", { by, email })),
  };
}

function readTemplates(answer: unknown): OfferedTemplate[] {
  if (!Array.isArray(answer)) throw unreadable("offeredTemplates");
  return answer.map((one) => {
    const { name, version, title, description, region } = membersOf(one);
    const texts = [name, title, description, region];
    if (!texts.every((text) => typeof text === "string") || typeof version !== "number")
      throw unreadable("offeredTemplates");
    return one as OfferedTemplate;
  });
}

function readOffer(answer: unknown): JoinOffer {
  const { tenantId, tenantName, state } = membersOf(answer);
  if (typeof tenantId !== "string" || typeof tenantName !== "string") throw unreadable("joinOffer");
  return { tenantId, tenantName, state: readState(state) };
}

function readState(state: unknown): JoinState {
  if (!(JOIN_STATES as readonly unknown[]).includes(state)) throw unreadable("joinTenant");
  return state as JoinState;
}

const membersOf = (answer: unknown) => (answer ?? {}) as Record<string, unknown>;

function unreadable(call: string): AppError {
  return new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: `tenancy's answer to ${call} has another shape`,
    extensions: { subgraph: "tenancy" },
  });
}
