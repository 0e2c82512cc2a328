/** The subgraphs, each of which can run in a process of its own. */
export const ROOMS = ["identity", "tenancy", "data", "audit"] as const;
export type RoomName = (typeof ROOMS)[number];

/** What a process can be. `worker` hands events to consumers, runs jobs and sweeps. */
export const ROLES = ["gateway", ...ROOMS, "worker"] as const;
export type Role = (typeof ROLES)[number];

/** The roles of a process as a set; `all` stands for every one. Undefined when a name is unknown or there is none. */
export function readRoles(names: readonly string[]): ReadonlySet<Role> | undefined {
  const roles = new Set<Role>();
  for (const name of names) {
    if (name === "all") for (const role of ROLES) roles.add(role);
    else if ((ROLES as readonly string[]).includes(name)) roles.add(name as Role);
    else return undefined;
  }
  return roles.size > 0 ? roles : undefined;
}

/** A process that is everything needs nobody else and listens to nobody else. */
export function isWhole(roles: ReadonlySet<Role>): boolean {
  return ROLES.every((role) => roles.has(role));
}

/** Which rooms a process of some roles has to reach. */
export function roomsNeededBy(roles: ReadonlySet<Role>): ReadonlySet<RoomName> {
  const needed = new Set<RoomName>();
  if (roles.has("gateway")) for (const room of ROOMS) needed.add(room);
  // A job, and a link to an export, is as good as whoever made it: what may they still do?
  const asksForOthers = roles.has("data") || roles.has("worker");
  if (roles.has("identity") || asksForOthers) needed.add("tenancy");
  if (roles.has("tenancy") || asksForOthers) needed.add("identity");
  for (const room of ROOMS) if (roles.has(room)) needed.delete(room);
  return needed;
}
