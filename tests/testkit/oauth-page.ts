/** A page as a person without script meets it: its text and its forms. Reads what the server itself renders, not any HTML. */
export interface Page {
  /** Of the request that it answers. */
  method: string;
  url: string;
  status: number;
  headers: Headers;
  html: string;
  forms: Form[];
}

export interface Form {
  action: string;
  method: string;
  /** All its controls, in order. */
  fields: Field[];
  /** Of a form that a script fills: what it asks of the browser, as JSON. */
  passkey?: { kind: "create" | "get"; options: string };
}

export interface Field {
  /** `input`, `button`, `select` or `option`. */
  tag: string;
  name: string;
  type: string;
  value: string;
  isChecked: boolean;
}

/** The forms of a page, with their actions as absolute addresses; those of a script after those that are shown without. */
export function readForms(html: string, url: string): Form[] {
  const forms = [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, own = "", inside = ""]) => {
    const attributes = readAttributes(own);
    const action = new URL(attributes.get("action") ?? url, url).href;
    const [kind, options] = [attributes.get("data-passkey"), attributes.get("data-options")];
    const passkey = options === undefined ? {} : { passkey: { kind: kind as "create" | "get", options } };
    const method = (attributes.get("method") ?? "get").toUpperCase();
    return { action, method, fields: readFields(inside), ...passkey };
  });
  return [...forms.filter(({ passkey }) => !passkey), ...forms.filter(({ passkey }) => passkey)];
}

function readFields(html: string): Field[] {
  let select = "";
  return [...html.matchAll(/<(input|button|select|option)\b([^>]*)>/gs)].map(([, tag = "", own = ""]) => {
    const attributes = readAttributes(own);
    if (tag === "select") select = attributes.get("name") ?? "";
    return {
      tag,
      name: tag === "option" ? select : (attributes.get("name") ?? ""),
      type: attributes.get("type") ?? (tag === "button" ? "submit" : tag === "input" ? "text" : tag),
      value: attributes.get("value") ?? "",
      isChecked: attributes.has("checked") || attributes.has("selected"),
    };
  });
}

function readAttributes(text: string): Map<string, string> {
  const found = text.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g);
  return new Map([...found].map(([, name = "", a, b, c]) => [name.toLowerCase(), unescapeHtml(a ?? b ?? c ?? "")]));
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeHtml(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}
