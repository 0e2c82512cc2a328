import type { Random } from "../../testkit/random.ts";
import type { KeyEntry } from "../history.ts";
import type { Tenant } from "../target/tenants.ts";
import { askGraphql, pause, type Storm } from "./client.ts";

/** How often a revoked key is tried, and how far apart. */
const TRIES = 10;
const TRY_MS = 400;

/**
 * Makes keys, warms them at every gateway, revokes them and goes on trying: the checker says from when on none may
 * work.
 */
export async function turnKeys(storm: Storm, tenant: Tenant, random: Random): Promise<void> {
  const gateways = [...storm.target.gateways.keys()];
  while (!storm.ending.aborted) {
    const made = await askGraphql<{ createApiKey: { key: string; apiKey: { id: string } } }>(
      storm,
      { tenant, gateway: random.pick(gateways) },
      "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { key apiKey { id } } }",
      { i: { name: "storm", role: "Viewer" } },
    );
    const keyId = made.data?.createApiKey.apiKey.id ?? null;
    const key = made.data?.createApiKey.key;
    await note(storm, { type: "key", asked: made.asked, step: "create", keyId });
    if (keyId && key) await useAndRevoke(storm, tenant, gateways, { keyId, key }, random);
    await pause(storm, 500);
  }
}

async function useAndRevoke(
  storm: Storm,
  tenant: Tenant,
  gateways: readonly string[],
  { keyId, key }: { keyId: string; key: string },
  random: Random,
): Promise<void> {
  const use = async (gateway: string) => {
    const { asked } = await askGraphql(storm, { tenant, gateway, key }, "{ me { roles } tenant { name } }");
    await note(storm, { type: "key", asked, step: "use", keyId });
  };
  for (const gateway of gateways) await use(gateway);
  const { asked } = await askGraphql(
    storm,
    { tenant, gateway: random.pick(gateways) },
    "mutation($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }",
    { i: { id: keyId } },
  );
  await note(storm, { type: "key", asked, step: "revoke", keyId });
  for (let tried = 0; tried < TRIES && !storm.ending.aborted; tried++) {
    await Promise.all(gateways.map(use));
    await pause(storm, TRY_MS);
  }
}

async function note(storm: Storm, entry: KeyEntry): Promise<void> {
  await storm.history.append(entry);
}
