/** Values that REST hands on as they came: the names in them are the same on both sides. */
const HANDED_ON = new Set(["filter", "mapping"]);

/**
 * Where a fault lies, in the words of a REST client. A field fault names an argument of the GraphQL operation by dots, a place
 * in a value by JSON Pointer, or the one followed by the other; a problem has pointers alone (RFC 6901), the body's members
 * stand at their root, and are in snake_case. `names` has arguments that are called otherwise there.
 */
export function toPointer(path: string, names: Readonly<Record<string, string>> = {}): string {
  if (path === "" || path.startsWith("/")) return path;
  const [, argument = "", within = ""] = /^([^/]*)(.*)$/s.exec(path) ?? [];
  // What REST itself refuses has the client's name already, which may hold what it likes: filter[a.b], If-Match.
  if (!/^[a-z]\w*(\.\w+|\[\d+\])*$/i.test(argument)) return `/${escaped(path)}`;
  const named = (name: string) => names[name] ?? snakeCase(name);
  const [first = "", ...rest] = argument
    .replace(/\[(\d+)\]/g, ".$1")
    .replace(/^input\./, "")
    .split(".");
  const shown = HANDED_ON.has(first) ? rest : rest.map(named);
  return `/${[named(first), ...shown].join("/")}${within}`;
}

const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** Names of the graph as REST has them. */
export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
