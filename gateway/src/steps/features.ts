import { AppError } from "@bulkhead/kernel/error.ts";
import type { TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import type { PreparedDocument } from "../document.ts";
import type { Passage } from "../passage.ts";

/** What a tenant can switch off, by its name among the settings. */
type Feature = { [N in keyof TenantSettings]: TenantSettings[N] extends boolean ? N : never }[keyof TenantSettings];

/** Fields at the root that need more than their permission. */
const NEEDED: ReadonlyMap<string, Feature> = new Map([
  ["Mutation.createImport", "imports"],
  ["Mutation.createOAuthClient", "oauthClients"],
  ["Mutation.createApiKey", "apiKeys"],
]);

/** Refuses what the tenant has switched off, before anything of it is done. */
export function requireFeatures({ prepared, settings }: Passage): void {
  if (settings === undefined || prepared === undefined) return;
  const disabled = featuresOf(prepared).find((feature) => !settings[feature]);
  if (disabled !== undefined) throw featureDisabled(disabled);
}

const known = new WeakMap<PreparedDocument, readonly Feature[]>();

/** Worked out once for each document; none for nearly every one. */
function featuresOf(prepared: PreparedDocument): readonly Feature[] {
  let features = known.get(prepared);
  if (features === undefined) {
    const ofFields = prepared.rootFields.flatMap(({ coordinate }) => NEEDED.get(coordinate) ?? []);
    features = prepared.operation.operation === "subscription" ? ["subscriptions", ...ofFields] : ofFields;
    known.set(prepared, features);
  }
  return features;
}

const SAYS: Record<Feature, string> = {
  imports: "Imports are",
  oauthClients: "Registering OAuth clients is",
  apiKeys: "API keys are",
  subscriptions: "Subscriptions are",
  rest: "The REST routes are",
};

export function featureDisabled(feature: Feature): AppError {
  const message = `${SAYS[feature]} switched off in your tenant. An Admin can switch it on in the tenant's settings, unless its plan forbids it.`;
  return new AppError("FEATURE_DISABLED", message, { extensions: { feature } });
}
