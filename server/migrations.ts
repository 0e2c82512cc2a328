import type { MigrationFolder } from "@bulkhead/kernel/migrate.ts";

/** Every room's migrations, in the order in which the rooms may refer to each other. */
export const migrationFolders: readonly MigrationFolder[] = [
  { room: "platform", directory: new URL("../kernel/migrations/", import.meta.url) },
  { room: "tenancy", directory: new URL("../subgraphs/tenancy/migrations/", import.meta.url) },
  { room: "identity", directory: new URL("../subgraphs/identity/migrations/", import.meta.url) },
  { room: "data", directory: new URL("../subgraphs/data/migrations/", import.meta.url) },
  { room: "audit", directory: new URL("../subgraphs/audit/migrations/", import.meta.url) },
];
