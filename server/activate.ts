import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "./operator.ts";
import type { Platform } from "./platform.ts";

/** Follows an activation link, as its page does, on behalf of the user it is for. Errors: see `activate` of identity. */
export async function activateBy({ authorisation }: Platform, url: string, password: string): Promise<void> {
  const token = new URL(url).searchParams.get("token") ?? "";
  const { requestId, clientAddress } = operatorRequest(INSTALLATION_ID);
  await authorisation.accounts.activate({ token, password, request: { requestId, clientAddress } });
}
