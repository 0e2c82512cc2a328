import { ask, define, PEOPLE } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "mutation ($input: DeleteImportProfileInput!) { deleteImportProfile(input: $input) { __typename } }",
  permission: "import-profile:delete",
  async variables(data, principal) {
    const collection = `c${principal.tenantId.replaceAll("-", "")}`;
    await define(data, principal, PEOPLE, collection);
    const SAVE = "mutation ($input: SaveImportProfileInput!) { saveImportProfile(input: $input) { __typename } }";
    await ask(data, principal, SAVE, { input: { collection, name: "ledger" } });
    return { input: { collection, name: "ledger" } };
  },
  unknown: () => ({ input: { collection: "nothing", name: "ledger" } }),
});
