import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { type JwkSet, readJwkSet } from "./oauth-client-keys.ts";
import { checkRedirects } from "./oauth-client-redirects.ts";
import type { OAuthClientKind } from "./oauth-client-row.ts";

export interface CreateOAuthClientInput {
  kind: OAuthClientKind;
  name: string;
  /** Of a client that acts for users. */
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  /** Of a machine. */
  role?: string | null | undefined;
  /** Public keys, instead of a secret. */
  keys?: unknown;
  usesDpop: boolean;
}

/** A client as it may be registered: what its kind needs is there, and nothing else. */
export interface NewClient {
  kind: OAuthClientKind;
  name: string;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  role: string | null;
  keys: JwkSet | null;
  usesDpop: boolean;
}

/** Errors: BAD_USER_INPUT, which names every fault. */
export function readNewClient(input: CreateOAuthClientInput): NewClient {
  const faults: FieldFault[] = [];
  const { kind, redirectUris, postLogoutRedirectUris, usesDpop } = input;
  const isMachine = kind === "MACHINE";
  const name = readName(input.name, "input.name", faults);
  const role = input.role ?? null;
  if (isMachine && role === null)
    faults.push({ path: "input.role", code: "REQUIRED", message: "Name the role that the machine acts with." });
  if (!isMachine && role !== null) {
    const message = "Leave out the role: this client acts for users, with theirs. Only a machine has one.";
    faults.push({ path: "input.role", code: "NOT_ALLOWED", message });
  }
  if (isMachine) refuseRedirects(input, faults);
  else {
    const privateSchemes = kind === "PUBLIC";
    checkRedirects(redirectUris, "input.redirectUris", { least: 1, privateSchemes }, faults);
    checkRedirects(postLogoutRedirectUris, "input.postLogoutRedirectUris", { least: 0, privateSchemes }, faults);
  }
  const keys = input.keys == null ? null : readJwkSet(input.keys, "input.keys", faults);
  if (kind === "PUBLIC" && keys) {
    const message = "Leave out the keys: a public client cannot keep one. Make it CONFIDENTIAL if it can.";
    faults.push({ path: "input.keys", code: "NOT_ALLOWED", message });
  }
  refuseFaults(faults);
  return { kind, name, redirectUris, postLogoutRedirectUris, role, keys, usesDpop };
}

/** RFC 6749 section 4.4: nobody is sent anywhere. */
function refuseRedirects(input: CreateOAuthClientInput, faults: FieldFault[]): void {
  for (const field of ["redirectUris", "postLogoutRedirectUris"] as const)
    if (input[field].length > 0) {
      const message = "Leave out the addresses: nobody signs in through a machine.";
      faults.push({ path: `input.${field}`, code: "NOT_ALLOWED", message });
    }
}
