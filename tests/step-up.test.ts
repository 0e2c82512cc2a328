import { readFileSync } from "node:fs";
import path from "node:path";
import { SENSITIVE } from "@bulkhead/kernel/step-up.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { isObjectType } from "graphql";
import { describe, expect, test } from "vitest";
import { readSupergraph } from "./testkit/isolation/schema-walk.ts";

/** The list of kernel/step-up.ts beside the schema and the domain: a mutation is on it, or is excused here with the reason. */
const EXCUSED: Readonly<Record<string, string>> = {
  createUser: "Registers an address, which opens nothing without a membership and a link; both are on the list.",
  reopenTenant: "Keeps what there is; it takes nothing from anybody and lets nobody in.",
  revokeApiKey: "Takes a machine's access away, which must not wait when a key has leaked; another key undoes it.",
  revokeOAuthClient: "As revokeApiKey.",
  removeServiceAccount: "As revokeApiKey: it ends keys.",
  revokeInvitation: "Takes back what nobody has used yet; another invitation undoes it.",
  revokeSession: "Takes an application of one's own away, which must not wait when a device was lost.",
  revokeSessions: "As revokeSession.",
  removeDomain: "Takes a way in away, which must not wait; adding it again needs a fresh sign-in.",
  declineJoinRequest: "Lets nobody in.",
  defineCollection: "Data, no access.",
  updateCollection: "Data, no access.",
  cancelCollectionMigration: "Data, no access.",
  createRecord: "Data, no access.",
  updateRecord: "Data, no access.",
  deleteRecord: "Data, no access.",
  restoreRecord: "Data, no access.",
  purgeRecord: "Data, no access; only what was deleted before can be purged.",
  updateRecords: "Data, no access.",
  deleteRecords: "Data, no access; what is deleted can be restored.",
  cancelBulkChange: "Work under way, no access.",
  createExport: "Writes what the caller may read anyway.",
  pauseExport: "Work under way, no access.",
  resumeExport: "Work under way, no access.",
  cancelExport: "Work under way, no access.",
  deleteExport: "Takes access away.",
  createExportLink:
    "Gives a file that the caller can fetch and pass on anyway, for days at most, and ends with their own access.",
  createImport: "Data, no access.",
  saveImportProfile: "Says how data is read, no access.",
  deleteImportProfile: "Says how data is read, no access.",
  pauseImport: "Work under way, no access.",
  resumeImport: "Work under way, no access.",
  cancelImport: "Work under way, no access.",
  cancelJob: "Work under way, no access.",
  retryJob: "Work under way, no access.",
  endImpersonation: "Takes an operator's access away, which must not wait.",
  suspendTenant: "Takes access away, which must not wait when a tenant does harm; it can be undone.",
  resumeTenant: "Gives nobody more than they had before; the reason it was stopped for is in the log.",
  cancelTenantClosure: "As reopenTenant.",
  retireTemplate: "Lets nobody in: no tenant is made from it any more. To define it again needs a fresh sign-in.",
  changeTenantPlan: "Limits, no access.",
  runTenantReport: "Figures that are published, no access.",
};

const root = path.resolve(import.meta.dirname, "..");
const mutation = readSupergraph(supergraphSdl).getType("Mutation");
const fields = isObjectType(mutation) ? Object.values(mutation.getFields()) : [];
const listed = Object.keys(SENSITIVE).map((coordinate) => coordinate.replace("Mutation.", ""));

test("every mutation is sensitive or excused, never both, and no other name is", () => {
  expect(listed.length).toBeGreaterThan(5);
  expect([...listed, ...Object.keys(EXCUSED)].sort()).toEqual(fields.map(({ name }) => name).sort());
});

describe("a sensitive mutation says so and keeps to it:", () => {
  test.each(fields.map((field) => [field.name, field.description ?? ""] as const))("%s", (name, description) => {
    const isSensitive = listed.includes(name);
    const minutes = isSensitive ? SENSITIVE[`Mutation.${name}` as keyof typeof SENSITIVE].maxAgeSeconds / 60 : 0;
    const sentence = `INSUFFICIENT_AUTHENTICATION (a user signed in more than ${minutes} minutes ago)`;
    expect(description.replaceAll(/\s+/g, " ").includes(sentence)).toBe(isSensitive);
    expect(domainOf(name).includes(`);\n  requireFresh(ctx, "${name}");\n`)).toBe(isSensitive);
  });
});

function domainOf(name: string): string {
  const file = name.replaceAll("OAuth", "Oauth").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  for (const room of ["tenancy", "identity", "data", "audit"]) {
    try {
      return readFileSync(path.join(root, `subgraphs/${room}/src/domain/${file}.ts`), "utf8");
    } catch {}
  }
  throw new Error(`no room has domain/${file}.ts`);
}
