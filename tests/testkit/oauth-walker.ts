import { type Field, type Form, type Page, readForms } from "./oauth-page.ts";

/** What a person types and chooses on the pages they meet. */
export interface Person {
  email: string;
  password: string;
  /** Which tenant to choose when asked: `ten_…` */
  tenant?: string;
  /** What an app of theirs shows when they are asked for a code. */
  code?: () => Promise<string>;
  /** Answers a page that wants a passkey; used where no password is asked for, or where they know none. */
  passkey?: (options: string) => unknown;
}

export interface Walk {
  /** Nobody means: whoever is signed in already; a page that asks for more ends the walk there. */
  as?: Person;
  /** What to do when asked whether the client may. */
  consent?: "allow" | "deny";
  /** What a device shows. */
  userCode?: string;
  /** A heading: the walk ends at the page that has it. */
  stopAt?: string;
  /** Addresses that begin with this belong to the client: the walk ends before it calls them. */
  until: string;
}

/** Where a walk ended: at the client's door with what it was given, or on a page. */
export interface Arrival {
  /** The client's address with the answer; undefined when the walk ended on a page. */
  answer?: URL;
  page?: Page;
  /** Every page and redirect on the way, the last one first. */
  passed: Page[];
}

export type Walker = ReturnType<typeof openWalker>;

/** More than any honest way through the pages has. */
const MOST_STEPS = 20;

/**
 * A browser without script, for flows by the hundred: keeps cookies as one does (by host and path, not by port), follows
 * redirects one by one, fills forms in. `tests/oauth/browser.test.ts` has a real one.
 */
export function openWalker(userAgent?: string) {
  const jar = new Map<string, { name: string; value: string; path: string; host: string }>();

  function keepCookies(answer: Response, { hostname }: URL): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf("="));
      const value = pair.slice(name.length + 1);
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? "/";
      const expires = attributes.find((one) => /^expires=/i.test(one))?.slice(8);
      const key = `${hostname} ${path} ${name}`;
      if (value === "" || (expires !== undefined && Date.parse(expires) < Date.now())) jar.delete(key);
      else jar.set(key, { name, value, path, host: hostname });
    }
  }

  function cookiesFor({ hostname, pathname }: URL): string {
    const inside = (path: string) => pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`);
    const fitting = [...jar.values()].filter(({ host, path }) => host === hostname && inside(path));
    return fitting.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  /** One request, with its answer as a page; redirects are not followed. */
  async function request(url: string, body?: URLSearchParams): Promise<Page> {
    const address = new URL(url);
    const method = body === undefined ? "GET" : "POST";
    const answer = await fetch(address, {
      method,
      redirect: "manual",
      // What browsers send from a page whose referrer policy is no-referrer.
      headers: {
        cookie: cookiesFor(address),
        accept: "text/html",
        ...(userAgent === undefined ? {} : { "user-agent": userAgent }),
        ...(body === undefined ? {} : { origin: "null" }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(20_000),
    });
    keepCookies(answer, address);
    const html = await answer.text();
    return { method, url, status: answer.status, headers: answer.headers, html, forms: readForms(html, url) };
  }

  const submit = ({ method, action }: Form, values: URLSearchParams) =>
    method === "POST" ? request(action, values) : request(`${action}?${values}`);

  /** Goes where the pages lead, from `start` on, until the client's door or a page where there is nothing left to do. */
  async function walk(start: string, how: Walk): Promise<Arrival> {
    const passed: Page[] = [];
    let page = await request(start);
    while (passed.length < MOST_STEPS) {
      passed.unshift(page);
      const location = wayOn(page);
      if (location !== null) {
        const next = new URL(location, page.url);
        if (next.href.startsWith(how.until)) return { answer: next, passed };
        page = await request(next.href);
        continue;
      }
      // A page that leaves no choice is no place to refuse.
      if (how.stopAt !== undefined && page.html.includes(`<h1>${how.stopAt}</h1>`)) return { page, passed };
      const able = { ...how, code: hasCodeField(page) ? await how.as?.code?.() : undefined };
      const [form, values] = chosen(page, able) ?? chosen(page, { ...able, consent: "allow" }) ?? [];
      // The same form again is a refusal of what was filled in.
      const isAgain = passed.some((one) => one !== page && one.html === page.html);
      if (!form || !values || isAgain || isFault(page)) return { page, passed };
      page = await submit(form, values);
    }
    throw new Error(
      `no end after ${MOST_STEPS} steps:\n${passed.map(({ status, url }) => `${status} ${url}`).join("\n")}`,
    );
  }

  return {
    request,
    submit,
    walk,
    /** Names of the cookies it has. */
    cookies: () => [...jar.values()].map(({ name }) => name),
    /** Another browser with the same cookies, as somebody has who copied them. */
    copy() {
      const other = openWalker(userAgent);
      for (const [key, cookie] of jar) other.jar.set(key, cookie);
      return other;
    },
    jar,
  };
}

/** Where a redirect leads, or a page that goes on by itself. */
export function wayOn({ status, headers, html }: Page): string | null {
  if (status >= 300 && status < 400) return headers.get("location");
  const refresh = /<meta http-equiv="refresh" content="0;url=([^"]*)">/.exec(html)?.[1];
  return refresh?.replaceAll("&amp;", "&") ?? null;
}

/** A page that says no; what was typed is not typed again. */
function isFault({ status, html }: Page): boolean {
  return status >= 400 || /role="alert"(?! hidden)/.test(html);
}

const hasCodeField = ({ forms }: Page) => forms.some(({ fields }) => fields.some(({ name }) => name === "code"));

/** What the person does on a page, with the code that they read on their phone. */
type Able = Walk & { code: string | undefined };

/** The form that the person turns to, with what they make of it. */
function chosen({ forms }: Page, how: Able): [Form, URLSearchParams] | undefined {
  for (const form of forms) {
    const values = fill(form, how);
    if (values) return [form, values];
  }
  return undefined;
}

/** What the person makes of a form; undefined when it is not for them to fill in. */
function fill(form: Form, { as, consent = "allow", userCode, code }: Able): URLSearchParams | undefined {
  const values = new URLSearchParams();
  for (const { tag, type, name, value } of form.fields)
    if (tag === "input" && type === "hidden" && name !== "") values.set(name, value);
  if (form.passkey) {
    if (!as?.passkey || form.passkey.kind !== "get") return undefined;
    values.set("response", JSON.stringify(as.passkey(form.passkey.options)));
    return values;
  }
  const typed = form.fields.filter(({ name, type }) => name !== "" && ["text", "email", "password"].includes(type));
  const choices = form.fields.filter(({ name }) => name === "tenant");
  const isAboutThem = choices.length > 0 || typed.some(({ name }) => name !== "user_code");
  if (isAboutThem && as === undefined) return undefined;
  const knows = { user_code: userCode, code, password: as?.password };
  const own = (name: string) => (Object.hasOwn(knows, name) ? knows[name as keyof typeof knows] : as?.email);
  if (typed.some(({ name }) => name === "code" && code === undefined)) return undefined;
  if (as?.passkey && typed.some(({ type }) => type === "password") && as.password === "") return undefined;
  for (const { name, value } of typed) values.set(name, own(name) ?? (name === "user_code" ? value : ""));
  if (choices.length > 0) values.set("tenant", choiceOf(choices, as?.tenant));
  const button = pressed(form, typed.length + choices.length > 0 ? "allow" : consent);
  if (button === undefined) return undefined;
  if (button.name !== "" && button.name !== "tenant") values.set(button.name, button.value);
  return values;
}

function choiceOf(choices: Field[], wanted: string | undefined): string {
  const values = choices.map(({ value }) => value).filter((value) => value !== "");
  if (wanted !== undefined && !values.includes(wanted))
    throw new Error(`${wanted} is not offered: ${values.join(", ")}`);
  return wanted ?? values[0] ?? "";
}

const REFUSES = /abort|deny|cancel|refuse|decline|^no$/i;

/** Which button: the first that fits the will. */
function pressed({ fields, action }: Form, consent: "allow" | "deny"): Field | undefined {
  const buttons = fields.filter(({ type }) => type === "submit");
  const refuses = (one: Field) =>
    REFUSES.test(one.name) || REFUSES.test(one.value) || /\/(abort|sign-out)$/.test(action);
  return buttons.find((one) => refuses(one) === (consent === "deny")) ?? (buttons.length === 0 ? IMPLICIT : undefined);
}

/** A form of one field needs no button. */
const IMPLICIT: Field = { tag: "button", name: "", type: "submit", value: "", isChecked: false };
