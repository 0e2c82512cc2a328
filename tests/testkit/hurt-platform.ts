import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import { type HurtPostgres, startHurtPostgres } from "../chaos/target/postgres.ts";
import { connectTestPlatform, type TestPlatform } from "./database.ts";
import { TEST_SECRET } from "./global-setup.ts";

/** A migrated database on a PostgreSQL of its own, which may be killed. */
export async function openHurtPlatform(): Promise<{ postgres: HurtPostgres; platform: TestPlatform }> {
  const postgres = await startHurtPostgres();
  await prepareDatabase(postgres.url, TEST_SECRET);
  return { postgres, platform: await connectTestPlatform(postgres.url) };
}
