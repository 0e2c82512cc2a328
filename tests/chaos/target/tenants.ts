import { randomBytes } from "node:crypto";
import path from "node:path";
import { root, run } from "../../testkit/process.ts";

export interface Tenant {
  slug: string;
  /** `ten_…` */
  id: string;
  /** An Admin's. */
  key: string;
  /** Stands in every value the tenant stores, and nowhere else. */
  canary: string;
}

/** Makes tenants as an operator does, by the command line, which brings the database up to date as well. */
export async function makeTenants(
  count: number,
  { databaseUrl, secret, peppers, rootKey }: { databaseUrl: string; secret: string; peppers: string; rootKey: string },
): Promise<Tenant[]> {
  const environment = {
    PATH: process.env.PATH ?? "",
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: secret,
    BULKHEAD_API_KEY_PEPPERS: peppers,
    BULKHEAD_ROOT_KEY: `file:${rootKey}`,
    DATABASE_URL: databaseUrl,
  };
  const make = async (number: number): Promise<Tenant> => {
    const slug = `storm-${number}`;
    const wanted = ["--slug", slug, "--name", slug, "--email", `admin@${slug}.example`, "--admin", "Admin"];
    const cli = run(process.execPath, [path.join(root, "server/cli.ts"), "bootstrap", ...wanted], environment);
    const code = await cli.ended;
    const [id] = /ten_[0-9a-z]+/.exec(cli.output()) ?? [];
    const [key] = /bh_\S+/.exec(cli.output()) ?? [];
    if (code !== 0 || !id || !key) throw new Error(`the tenant ${slug} could not be made:\n${cli.output()}`);
    return { slug, id, key, canary: `canary-${randomBytes(12).toString("hex")}` };
  };
  const first = await make(1);
  return [first, ...(await Promise.all(Array.from({ length: count - 1 }, (_, at) => make(at + 2))))];
}
