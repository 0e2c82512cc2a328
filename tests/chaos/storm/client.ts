import type { Random } from "../../testkit/random.ts";
import type { Asked, History, Outcome } from "../history.ts";
import type { Target } from "../target/target.ts";
import type { Tenant } from "../target/tenants.ts";

/** What every part of the storm works with. */
export interface Storm {
  target: Target;
  history: History;
  random: Random;
  /** Aborted when the storm is to end: loops finish what they are at. */
  ending: AbortSignal;
  /** Records and marks that more than one part must know of. */
  known: Known;
}

export interface Known {
  /** Live records by tenant, with the last version somebody was told of. */
  records: Map<string, Map<string, number>>;
}

export interface Question {
  tenant: Tenant;
  /** The tenant's Admin key when not given. */
  key?: string;
  gateway: string;
  method: "GET" | "POST";
  path: string;
  body?: string;
  contentType?: string;
  /** After how many milliseconds the client loses patience. */
  patienceMs?: number;
}

export interface Answer<T> {
  asked: Asked;
  /** The answer's data; undefined unless it was acknowledged. */
  data: T | undefined;
}

/** Long after every deadline: a client that gave up earlier would not notice that nobody answers. */
const PATIENCE_MS = 40_000;

/** Codes that leave open whether a change was made. All others say that it was not. */
const AMBIGUOUS = new Set(["UNAVAILABLE", "SUBGRAPH_UNAVAILABLE", "INTERNAL_SERVER_ERROR"]);

/** Asks one gateway and notes how it went; never throws. */
export async function ask<T>(storm: Storm, question: Question): Promise<Answer<T>> {
  const { tenant, key = tenant.key, gateway, method, path, body, contentType = "application/json" } = question;
  const { history, target } = storm;
  const at = history.now();
  const headers = { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": contentType }) };
  const signal = AbortSignal.timeout(question.patienceMs ?? PATIENCE_MS);
  let text = "";
  let read: { outcome: Outcome; code: string | null; data: T | undefined };
  try {
    const answer = await fetch(`${target.gateways.get(gateway)}${path}`, { method, headers, body, signal });
    text = await answer.text();
    read = interpret<T>(answer.status, text, path === "/graphql");
  } catch (error) {
    read = { outcome: "maybe", code: networkCode(error), data: undefined };
  }
  const { outcome, code, data } = read;
  const ms = history.now() - at;
  const foreign = foreignCanaries(target.tenants, tenant.slug, text);
  return { asked: { tenant: tenant.slug, gateway, at, ms, outcome, code, foreign }, data };
}

export function askGraphql<T>(
  storm: Storm,
  question: Pick<Question, "tenant" | "key" | "gateway" | "patienceMs">,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<T>> {
  const body = JSON.stringify({ query, variables });
  return ask<T>(storm, { ...question, method: "POST", path: "/graphql", body });
}

/** Tenants other than the caller's whose canary stands in a text. */
export function foreignCanaries(tenants: readonly Tenant[], own: string, text: string): string[] {
  return tenants.filter(({ slug, canary }) => slug !== own && text.includes(canary)).map(({ slug }) => slug);
}

interface GraphqlBody {
  data?: Record<string, unknown> | null;
  errors?: { extensions?: { code?: string } }[];
}

function interpret<T>(status: number, text: string, graphql: boolean) {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { outcome: "maybe" as const, code: `HTTP ${status} without JSON`, data: undefined };
  }
  const { data, errors } = body as GraphqlBody;
  const code = graphql ? (errors?.[0]?.extensions?.code ?? null) : ((body as { code?: string }).code ?? null);
  // Partial data acknowledges what it has: a field of another subgraph may be missing beside it.
  const answered = graphql ? Object.values(data ?? {}).some((value) => value !== null) : status < 300;
  if (answered) return { outcome: "acknowledged" as const, code, data: (graphql ? data : body) as T };
  return {
    outcome: AMBIGUOUS.has(code ?? "") || code === null ? ("maybe" as const) : ("refused" as const),
    code,
    data: undefined,
  };
}

function networkCode(error: unknown): string {
  const { name, cause } = error as { name: string; cause?: { code?: string; message?: string } };
  if (name === "TimeoutError") return "GAVE_UP";
  return cause?.code ?? cause?.message ?? name;
}

/** Waits, but not beyond the end of the storm. */
export function pause(storm: Storm, ms: number): Promise<void> {
  if (storm.ending.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      storm.ending.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    storm.ending.addEventListener("abort", done);
  });
}
