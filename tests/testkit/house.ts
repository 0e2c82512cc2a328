import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { readSettings } from "@bulkhead/kernel/settings.ts";
import { allSettings, type Settings } from "@bulkhead/server/config.ts";
import { openGateway } from "@bulkhead/server/gateway.ts";
import { openPlatform, type Platform } from "@bulkhead/server/platform.ts";
import { inject } from "vitest";
import { newPeppers } from "./cluster.ts";
import { connectTestPlatform, openTestPlatform, type TestPlatform } from "./database.ts";
import { type DnsRecords, dnsRecordsIn, startDnsServer } from "./dns-server.ts";
import { MAIL_FROM } from "./mail-server.ts";
import { RAISED_LIMITS } from "./raised-limits.ts";

/** An installation at work, and a platform in this process through which a test can act as its operator. */
export interface House {
  base: TestPlatform;
  platform: Platform;
  /** Addresses of its gateways. */
  addresses: string[];
  /** The one address that clients know: its issuer. */
  publicOrigin: string;
  /** What it finds in the DNS. */
  dns: DnsRecords;
  logged(): string[];
  stop(): Promise<void>;
}

/** The installation of this project. One with settings of its own always runs in this process. */
export function openHouse(environment: Record<string, string>, postgresUrl: string | undefined): Promise<House> {
  const apart = inject("apart");
  const isPlain = Object.keys(environment).length === 0 && postgresUrl === undefined;
  return apart && isPlain ? joinApart(apart) : openWhole(environment, postgresUrl);
}

async function openWhole(environment: Record<string, string>, postgresUrl: string | undefined): Promise<House> {
  const base = await openTestPlatform(postgresUrl);
  const port = String(await freePort());
  const dns = await startDnsServer();
  const own = {
    BULKHEAD_PORT: port,
    BULKHEAD_PUBLIC_ORIGIN: `http://localhost:${port}`,
    BULKHEAD_DNS_SERVERS: dns.address,
  };
  const settings = settingsFor(base, { ...own, ...environment });
  const platform = await openPlatform(settings, { url: base.url, log: base.log });
  const gateway = await openGateway(platform, settings);
  const address = await gateway.listen();
  if (platform.roles.has("worker")) await platform.work();
  const stop = async () => {
    await gateway.stop();
    await platform.stop();
    await base.stop();
    await dns.stop();
  };
  const { publicOrigin } = settings;
  return { base, platform, addresses: [address], publicOrigin, dns, logged: () => base.logged, stop };
}

async function joinApart(apart: NonNullable<ReturnType<typeof inject<"apart">>>): Promise<House> {
  const base = await connectTestPlatform(apart.url);
  const settings = settingsFor(base, {
    BULKHEAD_API_KEY_PEPPERS: apart.peppers,
    BULKHEAD_PUBLIC_ORIGIN: apart.publicOrigin,
    BULKHEAD_SMTP_URL: apart.smtpUrl,
    BULKHEAD_MAIL_FROM: MAIL_FROM,
    BULKHEAD_DNS_SERVERS: apart.dnsServer,
  });
  const platform = await openPlatform(settings, { url: base.url, log: base.log });
  const logged = () => {
    const files = readdirSync(apart.logFolder).map((name) => readFileSync(path.join(apart.logFolder, name), "utf8"));
    return files.join("\n").split("\n");
  };
  const stop = async () => {
    await platform.stop();
    await base.stop();
  };
  const { publicOrigin } = apart;
  return { base, platform, addresses: apart.gateways, publicOrigin, dns: dnsRecordsIn(apart.dnsFolder), logged, stop };
}

function settingsFor(base: TestPlatform, environment: Record<string, string>): Settings {
  const { values, faults } = readSettings(allSettings, {
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: base.secret,
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    DATABASE_URL: base.url,
    BULKHEAD_ROOT_KEY: `file:${inject("rootKey")}`,
    BULKHEAD_SELF_SERVICE_SIGN_UP: "open",
    BULKHEAD_OPERATOR_NETWORKS: "127.0.0.0/8,::1/128",
    ...RAISED_LIMITS,
    ...environment,
  });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return values;
}
