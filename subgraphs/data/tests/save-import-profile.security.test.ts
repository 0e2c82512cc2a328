import { define, PEOPLE } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "mutation ($input: SaveImportProfileInput!) { saveImportProfile(input: $input) { __typename } }",
  permission: "import-profile:save",
  async variables(data, principal) {
    const collection = `c${principal.tenantId.replaceAll("-", "")}`;
    await define(data, principal, PEOPLE, collection);
    return { input: { collection, name: "ledger" } };
  },
  unknown: () => ({ input: { collection: "nothing", name: "ledger" } }),
});
