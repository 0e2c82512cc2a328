import type { Principal } from "@bulkhead/kernel/principal.ts";
import { requestOf, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { tenantConfigChanged } from "../src/domain/tenant-config-changed.ts";
import type { ConfigChange } from "../src/settings/config-change.ts";

export function follow(rooms: TestRooms, principal: Principal, after: string | null = null) {
  return tenantConfigChanged(rooms.tenancy.subgraph.context(requestOf(principal)), { after });
}

/** The next so many changes; the source is left then. */
export async function take(source: AsyncIterableIterator<ConfigChange>, count: number): Promise<ConfigChange[]> {
  const taken: ConfigChange[] = [];
  while (taken.length < count) {
    const { done, value } = await source.next();
    if (done) break;
    taken.push(value);
  }
  await source.return?.();
  return taken;
}
