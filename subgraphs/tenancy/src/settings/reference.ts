import { DECLARED, type Declared, GROUPS, type SettingGroup } from "./declared.ts";

/** docs/settings.md, from the declarations. `npm run generate` writes it. */
export function settingsReference(): string {
  const groups = Object.keys(GROUPS) as SettingGroup[];
  return `${HEAD}\n${groups.map(sectionOf).join("\n")}`;
}

const HEAD = `# Settings of a tenant

<!-- Made by \`npm run generate\` from subgraphs/tenancy/src/settings; do not edit. -->

What a tenant's Admins set with \`updateTenantConfig\` (\`PATCH /v1/tenant-config\`, there in snake_case), in groups. Whoever has
\`tenant-config:read\` reads all of them with \`tenantConfig\`, but for secrets, which nobody reads.

**Whose word holds.** The tenant's; where it says nothing (null), its plan's; then the operator's (\`BULKHEAD_TENANT_DEFAULTS\`);
then the default. Of a _ceiling_ the least that anybody said holds, and a tenant cannot say more than plan and operator allow. A plan
may fix a setting: then a change of it is refused with \`SETTING_FIXED\`. \`tenantConfig.sources\` says whose word each one is.

**A change** names the version that it was made from, and a reason. It is a new version, which stays: \`tenantConfigVersions\` lists
author, reason and what differed, and \`rollbackTenantConfig\` makes a new one from an older, checked by today's rules. Of two who change
the same version at once one gets \`VERSION_MISMATCH\`. With \`dryRun\` nothing is written, and the answer tells what would change and what
to know before. \`tenantConfigChanged\` tells subscribers of every version.

**It acts** on every instance within a second, without a restart. Nobody shuts themselves out: networks without the caller's own address
are refused, and an API key does not end API keys.

**Secrets** are sealed apart and can only be replaced. They are in no version, event, log or answer, and going back to an older version
leaves them as they are.
`;

function sectionOf(group: SettingGroup): string {
  const settings = DECLARED.filter((one) => one.group === group);
  return `## ${group}\n\n${GROUPS[group]}\n\n${settings.map(entryOf).join("\n")}`;
}

function entryOf({ path, setting }: Declared): string {
  const facts = [
    ["Values", setting.bounds],
    ["Default", defaultOf(setting.standard)],
    ["Set by", setBy(setting)],
    ["Acts", setting.acts],
  ].map(([name, text]) => `- ${name}: ${text}`);
  return `### \`${path}\`\n\n${setting.description}\n\n${facts.join("\n")}\n`;
}

function defaultOf(standard: unknown): string {
  if (standard === null) return "null";
  return Array.isArray(standard) ? "the empty list" : `\`${standard}\``;
}

function setBy({ isOperators, isOwn, isCeiling, isSecret }: Declared["setting"]): string {
  if (isOperators) return "the operator";
  if (isOwn) return isSecret ? "the tenant alone; it is a secret" : "the tenant alone";
  return isCeiling ? "tenant, plan and operator, as a ceiling" : "tenant, plan (which may fix it) and operator";
}
