import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { Newcomer, Onboarding } from "./onboarding.ts";

/** The same for processes that have no tenancy. */
export interface OnboardingCalls {
  /** → the templates. */
  offeredTemplates(): Promise<unknown>;
  /** `{ name }` → `{ slug }`, or `{}`. */
  proposeSlug(input: unknown): Promise<unknown>;
  /** `{ tenantId, slug }` → `{ reservedUntil }`. */
  reserveSlug(input: unknown): Promise<unknown>;
  /** `{ tenantId }` → `{ isTaken }`. */
  releaseSlug(input: unknown): Promise<unknown>;
  /** `{ by, slug, name, template, templateVersion }` → true. */
  createTenant(input: unknown): Promise<true>;
  /** `{ email, users }` → the offer, or null. */
  joinOffer(input: unknown): Promise<unknown>;
  /** `{ by, email }` → the state. */
  joinTenant(input: unknown): Promise<unknown>;
}

export function createOnboardingCalls(onboarding: Onboarding): OnboardingCalls {
  return {
    offeredTemplates: onboarding.offeredTemplates,
    proposeSlug: async (input) => ({ slug: await onboarding.proposeSlug(textOf(input, "name")) }),
    reserveSlug: async (input) => onboarding.reserveSlug(uuidOf(input, "tenantId"), textOf(input, "slug")),
    releaseSlug: async (input) => onboarding.releaseSlug(uuidOf(input, "tenantId")),
    async createTenant(input) {
      const { templateVersion } = input as { templateVersion?: unknown };
      if (!Number.isInteger(templateVersion)) throw wrong("templateVersion, a whole number");
      const [slug, name, template] = ["slug", "name", "template"].map((member) => textOf(input, member));
      await onboarding.createTenant(newcomerOf(input), {
        slug: String(slug),
        name: String(name),
        template: String(template),
        templateVersion: Number(templateVersion),
      });
      return true;
    },
    async joinOffer(input) {
      const { users } = (input ?? {}) as { users?: unknown };
      if (typeof users !== "object" || users === null) throw wrong("users, an object");
      return (await onboarding.joinOffer(textOf(input, "email"), users as Record<string, string>)) ?? null;
    },
    joinTenant: async (input) => onboarding.joinTenant(newcomerOf(input), textOf(input, "email")),
  };
}

function newcomerOf(input: unknown): Newcomer {
  const { by } = (input ?? {}) as { by?: unknown };
  const { clientAddress } = (by ?? {}) as { clientAddress?: unknown };
  if (clientAddress !== null && typeof clientAddress !== "string") throw wrong("by.clientAddress, a text or null");
  return {
    tenantId: uuidOf(by, "tenantId"),
    userId: uuidOf(by, "userId"),
    requestId: textOf(by, "requestId"),
    clientAddress,
  };
}

function textOf(input: unknown, member: string): string {
  const value = ((input ?? {}) as Record<string, unknown>)[member];
  if (typeof value !== "string") throw wrong(`${member}, a text`);
  return value;
}

function uuidOf(input: unknown, member: string): string {
  const value = textOf(input, member);
  if (!isUuid(value)) throw wrong(`${member}, a uuid`);
  return value;
}

function wrong(wanted: string): AppError {
  return new AppError("BAD_USER_INPUT", `This call takes ${wanted}.`);
}
