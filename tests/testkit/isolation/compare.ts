/** What a caller sees of an answer, whatever carried it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** How old an answer is follows from who asked before, of the caller's own tenant; whose it is shows in its body. */
const OWN_TO_THE_REQUEST = new Set(["date", "x-request-id", "keep-alive", "connection", "age", "cache-status"]);

/** What is left of the caller's own budgets changes with every request. */
const BUDGET_LEFT = /;[rt]=\d+/g;

const REQUEST_ID = /req_[0-9a-z]{26}/g;
const FRESH: [RegExp, string][] = [
  [/bh_[a-z]+_[0-9a-z]{26}_[0-9A-Za-z]+/g, "<key>"],
  [/bhs_[0-9A-Za-z]{43}/g, "<secret>"],
  [/\/account\/invitation\?token=[\w-]{64}/g, "<link>"],
  [/bulkhead-domain-verification=[0-9a-f]{40}/g, "<proof>"],
  [/\b[a-z]{3,4}_[0-9a-z]{26}\b/g, "<id>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>"],
];

/** An event stream has one each second or so, however many a busy machine lets it have. */
const HEARTBEAT = /^: beat\n\n?/gm;

/**
 * The answer as a text to compare byte for byte. Only the request id is taken out; of a call that rightly makes
 * something new in the caller's own tenant, also what is new about it and the value that was asked for.
 */
export function comparable(answer: Answer, fresh?: { asked: readonly string[] }): string {
  const headers = Object.entries(answer.headers)
    // A time without trailing zeros is shorter than one with.
    .filter(([name]) => !OWN_TO_THE_REQUEST.has(name) && !(fresh && name === "content-length"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}: ${name === "ratelimit" ? value.replace(BUDGET_LEFT, "") : value}`);
  const body = answer.body.replace(HEARTBEAT, "");
  let text = [String(answer.status), ...headers, "", body].join("\n").replace(REQUEST_ID, "<request>");
  if (!fresh) return text;
  for (const asked of fresh.asked)
    text = text.replaceAll(asked, "<asked>").replaceAll(encodeURIComponent(asked), "<asked>");
  for (const [pattern, replacement] of FRESH) text = text.replace(pattern, replacement);
  return text;
}

/** The first place where two texts part, with some context. */
export function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const from = Math.max(0, at - 80);
  return `…${a.slice(from, at + 160)}… against …${b.slice(from, at + 160)}…`;
}
