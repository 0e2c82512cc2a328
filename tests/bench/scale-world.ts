import { askGraphql } from "./ask-graphql.ts";
import { type Installation, newDatabase } from "./database.ts";
import { type Measured, startBulkhead } from "./processes.ts";
import { type ScaleSeed, type SeededScale, type SizedTenant, seedScale } from "./seed-scale.ts";

/** An installation with so many records, a server of its own, and the two tenants in it that are asked. */
export interface ScaleWorld {
  seeded: SeededScale;
  server: Measured;
  subjects: { [S in SubjectName]: Subject };
  stop(): Promise<void>;
}

export type SubjectName = "largest" | "median";

/** A tenant that is asked, and the places in its lists from which a full page follows. */
export interface Subject {
  tenant: SizedTenant;
  /** Cursors by the order of the list: of creation, or of a field. */
  places: { creation: string[]; price: string[] };
}

export async function openScaleWorld(installation: Installation, name: string, size: ScaleSeed): Promise<ScaleWorld> {
  const database = await newDatabase(installation, name);
  const seeded = await seedScale(database, size);
  const server = await startBulkhead(installation.place, database.settings, { name });
  try {
    const [largest, median] = [
      await readPlaces(server, seeded.largest),
      await readPlaces(server, seeded.median),
    ] as const;
    return { seeded, server, subjects: { largest, median }, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function readPlaces(server: Measured, tenant: SizedTenant): Promise<Subject> {
  const creation = await walk(server, tenant, undefined);
  return { tenant, places: { creation, price: await walk(server, tenant, { field: "price" }) } };
}

const WALK = `query ($sort: [RecordSort!], $first: Int, $after: String) {
  records(collection: "items", sort: $sort, first: $first, after: $after) { pageInfo { hasNextPage endCursor } } }`;

interface Walked {
  records: { pageInfo: { hasNextPage: boolean; endCursor: string } };
}

/** Follows a list from its first page to its last; the last two places are not given, since less than a page may follow. */
async function walk(server: Measured, { key, records }: SizedTenant, sort: object | undefined): Promise<string[]> {
  const first = records < 10_000 ? 50 : 500;
  const places: string[] = [];
  for (let after: string | undefined; ; after = places.at(-1)) {
    const data = (await askGraphql(server, key, WALK, { sort, first, after })) as unknown as Walked;
    const { hasNextPage, endCursor } = data.records.pageInfo;
    places.push(endCursor);
    if (!hasNextPage) return places.slice(0, -2);
  }
}
