import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { inject } from "vitest";
import { newPeppers } from "./cluster.ts";
import { TEST_SECRET } from "./global-setup.ts";
import { openOAuthWorld } from "./oauth.ts";
import { type Running, root, run } from "./process.ts";
import { RAISED_LIMITS } from "./raised-limits.ts";
import { STARTING_MS, until } from "./until.ts";

export type OAuthPair = Awaited<ReturnType<typeof openOAuthPair>>;

/** The product twice, in two processes over one database: this one, and another that a test may kill. */
export async function openOAuthPair() {
  const shared = {
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    BULKHEAD_ROOT_KEY: `file:${inject("rootKey")}`,
  };
  const world = await openOAuthWorld(shared);
  const port = await freePort();
  const second = `http://127.0.0.1:${port}`;

  async function start(): Promise<Running> {
    const running = run(process.execPath, [path.join(root, "server/main.ts")], {
      PATH: process.env.PATH ?? "",
      BULKHEAD_ENV: "test",
      BULKHEAD_SECRET: TEST_SECRET,
      BULKHEAD_PORT: String(port),
      BULKHEAD_PUBLIC_ORIGIN: world.issuer,
      BULKHEAD_MIGRATE: "no",
      DATABASE_URL: world.server.url,
      ...RAISED_LIMITS,
      ...shared,
    });
    await until(
      async () => (await fetch(`${second}/readyz`).catch(() => undefined))?.status === 200,
      60_000,
      STARTING_MS,
    );
    return running;
  }

  let running = await start();
  return {
    ...world,
    /** Addresses of both; they are one issuer. */
    addresses: [world.issuer, second] as const,
    /** What the second process has printed so far. */
    printed: () => running.output(),
    /** Ends the second process without a chance to say anything. */
    async kill() {
      running.signalGroup("SIGKILL");
      await running.ended;
    },
    async restart() {
      running = await start();
    },
    async stop() {
      running.signalGroup("SIGTERM");
      await running.ended;
      await world.stop();
    },
  };
}
