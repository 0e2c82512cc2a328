import type { Tenant } from "../target/tenants.ts";
import { askGraphql, type Storm } from "./client.ts";

/** Where records are written one by one. */
export const LEDGER = "ledger";
/** Where small imports go; subscribers listen here as well. */
export const ROWS = "rows";
/** Where large imports go, which take long enough to be hit in the middle. */
export const BULK = "bulk";

const text = { type: "string", maxLength: 100 };
const SCHEMAS: Record<string, Record<string, unknown>> = {
  [LEDGER]: { mark: { ...text, "x-indexed": true }, canary: text },
  [ROWS]: { mark: text, canary: text, n: { type: "integer", "x-indexed": true } },
  [BULK]: { mark: text, canary: text, n: { type: "integer" } },
};

/** Defines the tenant's collections while nothing is broken yet. */
export async function defineCollections(storm: Storm, tenant: Tenant, gateway: string): Promise<void> {
  for (const [name, properties] of Object.entries(SCHEMAS)) {
    const schema = { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
    const { asked } = await askGraphql(
      storm,
      { tenant, gateway },
      "mutation($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
      { i: { name, schema } },
    );
    if (asked.outcome !== "acknowledged") throw new Error(`the collection ${name} could not be defined: ${asked.code}`);
  }
}
