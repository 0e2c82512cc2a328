/** A property's name in a type: quoted unless it is an identifier. */
export function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** A JSON value as the type of that value alone. */
export function literalType(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literalType).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${quoted(name)}: ${literalType(member)}`);
  return members.length === 0 ? "Record<never, never>" : `{ ${members.join("; ")} }`;
}

/** Escapes all but plain characters, so that no text can end a literal or a line, or turn the direction of what follows. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[^\x20-\x7e\p{L}\p{N}\p{P}\p{S}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

const MAX_COMMENT = 2_000;

/** What the schema says about itself, for whoever points at the name in an editor. */
export function withComment(schema: unknown, code: string, ...before: readonly string[]): string {
  const {
    title,
    description,
    deprecated,
    "x-retention": retention,
  } = (typeof schema === "object" && schema !== null ? schema : {}) as {
    [keyword: string]: unknown;
  };
  const texts = [...before, title, description].filter((text) => typeof text === "string" && text !== "") as string[];
  const lines = texts.flatMap((text) => text.slice(0, MAX_COMMENT).split(/\r\n|[\n\r\u2028\u2029]/));
  if (typeof retention === "string") lines.push(`Kept for ${retention} after the record was created.`);
  if (deprecated === true) lines.push("@deprecated");
  if (lines.length === 0) return code;
  const safe = lines.map((line) =>
    line
      .replaceAll("*/", "*\\/")
      .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, " ")
      .trimEnd(),
  );
  return safe.length === 1
    ? `/** ${safe[0]} */\n${code}`
    : `/**\n${safe.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n${code}`;
}
