import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import pg from "pg";
import { type BareRooms, openBareRooms } from "../testkit/bare-rooms.ts";
import { type SeededCompanies, type SeededCompany, seedCompanies } from "../testkit/seed-companies.ts";
import { type Installation, newDatabase } from "./database.ts";
import { type Measured, startBulkhead } from "./processes.ts";
import { seedOperatorToken } from "./seed-operator.ts";

/** An installation with so many tenants: a server in a process of its own, and beside it the rooms alone in this one. */
export interface World {
  seeded: SeededCompanies;
  server: Measured;
  rooms: BareRooms;
  /** The installation's, by which people sign in. */
  client: { clientId: string; redirectUri: string };
  operatorToken: string;
  /** As superuser. */
  owner: pg.Pool;
  stop(): Promise<void>;
}

/** One thing that is done in an installation, whatever the number of its tenants. */
export interface Operation {
  title: string;
  /** Can be measured once for each tenant only. */
  once?: boolean;
  /** Does it with one of the tenants, another one each turn, and answers how many milliseconds it took. */
  run(world: World, turn: number): Promise<number>;
}

export interface WorldSize {
  tenants: number;
  members: number;
  samples: number;
}

export async function openWorld(installation: Installation, name: string, size: WorldSize): Promise<World> {
  const database = await newDatabase(installation, name);
  const { url, settings, peppers } = database;
  const seeded = await seedCompanies({ url, peppers, ...size });
  const owner = new pg.Pool({ connectionString: url, max: 1 });
  const client = await registerClient(owner);
  // Last month's report is published: measuring every tenant for it, once a month, is no part of what is measured here.
  await owner.query(
    "insert into tenancy.report_month (month) values ((date_trunc('month', now(), 'UTC') - interval '1 month')::date)",
  );
  const operatorToken = await seedOperatorToken(url);
  const environment = {
    BULKHEAD_SELF_SERVICE_SIGN_UP: "open",
    BULKHEAD_OPERATOR_NETWORKS: "127.0.0.0/8,::1/128",
  };
  const server = await startBulkhead(installation.place, settings, { name, isIssuer: true, environment });
  const rooms = await openBareRooms({ url, secret: settings.secret, peppers, environment: "live" });
  const stop = async () => {
    await rooms.stop();
    await server.stop();
    await owner.end();
  };
  return { seeded, server, rooms, client, operatorToken, owner, stop };
}

async function registerClient(owner: pg.Pool): Promise<World["client"]> {
  const [id, redirectUri] = [newUuid(), "https://client.example/callback"];
  await owner.query(
    `insert into identity.oauth_client (tenant_id, id, kind, name, redirect_uris, created_by)
     values ($1, $2, 'PUBLIC', 'bench', $3, 'platform')`,
    [INSTALLATION_ID, id, [redirectUri]],
  );
  return { clientId: encodeId("oauthClient", id), redirectUri };
}

/** One of the tenants that are asked about: in turn, another one each time. */
export function companyOf({ seeded }: Pick<World, "seeded">, turn: number): SeededCompany {
  return seeded.companies[turn % seeded.companies.length] as SeededCompany;
}

/** What one network, or one account, may do in a day has nothing to do with how many tenants there are. */
export async function forgetAttempts({ owner }: World): Promise<void> {
  await owner.query("delete from identity.sign_in_attempt");
}
