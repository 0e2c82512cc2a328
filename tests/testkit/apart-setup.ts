import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import type { TestProject } from "vitest/node";
import { openBalancer } from "./balancer.ts";
import { type Cluster, newPeppers, startCluster } from "./cluster.ts";
import { startDnsServer } from "./dns-server.ts";
import { TEST_SECRET } from "./global-setup.ts";
import { MAIL_FROM, startMailServer } from "./mail-server.ts";
import { newRootKeyFile } from "./root-key.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** An installation whose parts run in processes of their own; undefined where everything is to run in one. */
    apart:
      | {
          url: string;
          peppers: string;
          gateways: string[];
          publicOrigin: string;
          logFolder: string;
          mailFolder: string;
          smtpUrl: string;
          dnsServer: string;
          dnsFolder: string;
        }
      | undefined;
  }
}

const stops: (() => Promise<void> | void)[] = [];

/** Two gateways, four subgraphs and two workers over one database, for all files of the project. */
export async function setup(project: TestProject): Promise<void> {
  const logFolder = mkdtempSync(path.join(tmpdir(), "bulkhead-apart-"));
  stops.push(() => rmSync(logFolder, { recursive: true, force: true }));
  // Eight processes and what tests open beside them.
  const postgres = await startDisposablePostgres({ maxConnections: 300 });
  stops.push(postgres.stop);
  const url = await createDatabase(postgres.url, "apart");
  await prepareDatabase(url, TEST_SECRET);
  const peppers = newPeppers();
  const rootKey = newRootKeyFile();
  stops.push(rootKey.remove);
  const mailFolder = mkdtempSync(path.join(tmpdir(), "bulkhead-mail-"));
  stops.push(() => rmSync(mailFolder, { recursive: true, force: true }));
  const mail = await startMailServer({ folder: mailFolder });
  stops.push(mail.stop);
  const dns = await startDnsServer();
  stops.push(dns.stop);
  const balancer = await openBalancer();
  stops.push(balancer.close);
  const publicOrigin = balancer.origin;
  const environment = {
    BULKHEAD_PUBLIC_ORIGIN: publicOrigin,
    BULKHEAD_SMTP_URL: mail.url,
    BULKHEAD_MAIL_FROM: MAIL_FROM,
    BULKHEAD_DNS_SERVERS: dns.address,
    BULKHEAD_SELF_SERVICE_SIGN_UP: "open",
  };
  const options = { databaseUrl: url, secret: TEST_SECRET, peppers, rootKey: rootKey.file, logFolder, environment };
  const cluster: Cluster = await startCluster(options);
  stops.push(cluster.stop);
  balancer.over(cluster.gateways);
  project.provide("postgresUrl", postgres.url);
  const { gateways } = cluster;
  const places = { logFolder, mailFolder, smtpUrl: mail.url, dnsServer: dns.address, dnsFolder: dns.folder };
  const apart = { url, peppers, gateways, publicOrigin, ...places };
  project.provide("rootKey", rootKey.file);
  project.provide("apart", apart);
}

export async function teardown(): Promise<void> {
  for (const stop of stops.reverse()) await stop();
}
