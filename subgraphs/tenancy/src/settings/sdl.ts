import { DECLARED, GROUPS, type SettingGroup } from "./declared.ts";
import type { Setting } from "./setting.ts";

/** What the schema says of settings, from their declarations: a test holds schema.graphql to it. */
export interface SettingsSdl {
  /** Output types, one for each group. */
  types: string;
  /** Input types of the groups that a tenant can change. */
  inputs: string;
  /** Fields of TenantConfig and of UpdateTenantConfigInput, one for each group. */
  outputFields: string;
  inputFields: string;
}

/** Characters of a line. */
const WIDTH = 118;

const groups = Object.keys(GROUPS) as SettingGroup[];

export function settingsSdl(): SettingsSdl {
  const changeable = groups.filter((group) => inputsOf(group).length > 0);
  return {
    types: groups.map(outputType).join("\n\n"),
    inputs: changeable.map(inputType).join("\n\n"),
    outputFields: groups.map((group) => `  ${described(GROUPS[group])}\n  ${group}: ${nameOf(group)}!`).join("\n"),
    inputFields: changeable
      .map((group) => `  ${described(GROUPS[group])}\n  ${group}: ${nameOf(group)}Input`)
      .join("\n"),
  };
}

/** `limits` is `LimitSettings`. */
function nameOf(group: SettingGroup): string {
  const singular = group === "features" || group === "limits" || group === "webhooks" ? group.slice(0, -1) : group;
  return `${singular[0]?.toUpperCase()}${singular.slice(1)}Settings`;
}

/** What is worked out and no setting. */
const DERIVED: Partial<Record<SettingGroup, { field: string; description: string }>> = {
  security: {
    field: "mfaEnforcedFrom: DateTime",
    description:
      "From when `mfa` is enforced; what was enforced before stays so until then. Null when it asks nothing of everybody.",
  },
};

function outputType(group: SettingGroup): string {
  const fields = DECLARED.filter((one) => one.group === group).map(({ name, setting }) => {
    const { type, standard, isSecret } = setting;
    if (isSecret) {
      const text = `${setting.description} Here: the version of the settings that set it; null when none did.`;
      return `  ${described(text)}\n  ${name}Version: Int`;
    }
    return `  ${described(withBounds(setting))}\n  ${name}: ${type}${standard === null ? "" : "!"}`;
  });
  const more = DERIVED[group];
  const derived = more === undefined ? [] : [`  ${described(more.description)}\n  ${more.field}`];
  const head = `type ${nameOf(group)} @permission(allOf: ["tenant-config:read"]) @data(class: INTERNAL) {`;
  return [described(GROUPS[group]), head, ...fields, ...derived, "}"].join("\n");
}

function inputsOf(group: SettingGroup) {
  return DECLARED.filter((one) => one.group === group && !one.setting.isOperators);
}

function inputType(group: SettingGroup): string {
  const fields = inputsOf(group).map(
    ({ name, setting }) => `  ${described(withBounds(setting))}\n  ${name}: ${setting.type}`,
  );
  return [described(GROUPS[group]), `input ${nameOf(group)}Input {`, ...fields, "}"].join("\n");
}

/** Types that say themselves what there is need no words for it. */
function withBounds({ description, bounds, type }: Setting<unknown>): string {
  return type === "Boolean" || type === "MfaPolicy" ? description : `${description} Bounds: ${bounds}.`;
}

/** In one line where it fits, otherwise as a block; GraphQL reads both alike but for the line breaks. */
function described(text: string): string {
  const line = JSON.stringify(text);
  if (line.length <= WIDTH) return line;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && longer.length <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return ['"""', ...lines.map((one) => `  ${one}`), '  """'].join("\n");
}
