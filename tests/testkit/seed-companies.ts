import { createPasswords } from "@bulkhead/identity/src/accounts/passwords.ts";
import { digestApiKey, type Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { makeApiKey } from "@bulkhead/identity/src/api-key-format.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import pg from "pg";
import { COMPANY_STATEMENTS, KEYS, SAMPLE, SECOND_HOMES, TEMPORARY_TABLES } from "./seed-companies-sql.ts";

/** One of the tenants that are asked about, spread evenly over all of them. */
export interface SeededCompany {
  tenantId: string;
  slug: string;
  name: string;
  /** A live API key of role Developer. */
  key: string;
  /** Its founder and first Admin, who has users in other tenants as well. */
  founder: SeededPerson;
  /** A Developer, of this tenant alone. */
  person: SeededPerson;
}

export interface SeededPerson {
  email: string;
  accountId: string;
  userId: string;
}

export interface SeededCompanies {
  tenants: number;
  members: number;
  /** Everybody's, and its hash as of today. */
  password: string;
  companies: SeededCompany[];
}

export interface SeedCompaniesOptions {
  url: string;
  peppers: Peppers;
  tenants: number;
  /** Of each tenant, its founder included. */
  members: number;
  /** How many tenants are asked about; all of them where there are no more. */
  samples: number;
}

/** Tenants in a transaction: the triggers that count members hold all of a statement's rows in memory. */
const AT_ONCE = 5_000;
/** Tenants that a sampled founder is a member of, their own included. */
export const HOMES = 5;

/**
 * Fills a migrated database, as superuser, with what sign-ups, onboarding and invitations leave behind when they were a while
 * ago: in every table that they write to and that is not swept within days. Ids grow with time, as they would have.
 */
export async function seedCompanies(options: SeedCompaniesOptions): Promise<SeededCompanies> {
  const { url, peppers, tenants, members, samples } = options;
  const password = "a password for the bench";
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    for (const text of TEMPORARY_TABLES) await client.query(text);
    const passwordHash = await hashOf(password);
    for (let from = 0; from < tenants; from += AT_ONCE) {
      const to = Math.min(from + AT_ONCE, tenants);
      await client.query("begin");
      for (const { text, values } of COMPANY_STATEMENTS({ from, to, tenants, members, passwordHash }))
        await client.query(text, values);
      await client.query("commit");
    }
    const companies = await sample(client, Math.min(samples, tenants));
    await client.query(SECOND_HOMES, [companies.map(({ tenantId }) => tenantId), Math.min(HOMES, tenants)]);
    await giveKeys(client, companies, peppers);
    await client.query("vacuum analyze");
    await client.query("checkpoint");
    return { tenants, members, password, companies };
  } finally {
    await client.end();
  }
}

async function hashOf(password: string): Promise<string> {
  const passwords = createPasswords({ log: createLog({ level: "warn", destination: process.stderr }) });
  const hash = await passwords.hash(password);
  await passwords.stop();
  return hash;
}

async function sample(client: pg.Client, count: number): Promise<SeededCompany[]> {
  const { rows } = await client.query<Omit<SeededCompany, "key">>(SAMPLE, [count]);
  return rows.map((row) => ({ ...row, key: "" }));
}

async function giveKeys(client: pg.Client, companies: SeededCompany[], peppers: Peppers): Promise<void> {
  const ids = companies.map((company) => {
    const id = newUuid();
    company.key = makeApiKey("live", id);
    return id;
  });
  await client.query(KEYS, [
    companies.map(({ tenantId }) => tenantId),
    ids,
    companies.map(({ key }) => digestApiKey(peppers, peppers.current, key)),
    peppers.current,
  ]);
}
