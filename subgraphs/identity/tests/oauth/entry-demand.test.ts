import type { MfaDemand, MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { describe, expect, test } from "vitest";
import type { Factor } from "../../src/accounts/factors/factors.ts";
import { ACRS } from "../../src/oauth/acr.ts";
import { demandOf, type Entry, meansOf } from "../../src/oauth/entry-demand.ts";

const [SINGLE, MULTI, RESISTANT] = ACRS;
const NOW = Date.UTC(2026, 11, 1);
const DAY = 86_400_000;

const factor = (kind: Factor["kind"], isFlagged = false): Factor => ({
  ...{ id: "f", name: "n", createdAt: "", lastUsedAt: null, isSynced: false },
  ...{ kind, isFlagged },
});
const HOLDINGS = {
  nothing: meansOf({ factors: [], recoveryCodes: 0 }),
  app: meansOf({ factors: [factor("TOTP")], recoveryCodes: 10 }),
  passkey: meansOf({ factors: [factor("PASSKEY")], recoveryCodes: 0 }),
  both: meansOf({ factors: [factor("PASSKEY"), factor("TOTP")], recoveryCodes: 10 }),
  blocked: meansOf({ factors: [factor("PASSKEY", true)], recoveryCodes: 0 }),
};
type Holding = keyof typeof HOLDINGS;

const settings = (mfa: MfaPolicy, from = 0, mfaBefore: MfaPolicy = "OPTIONAL"): MfaDemand => ({
  mfa,
  mfaBefore,
  mfaEnforcedFrom: from,
});

function demand(holding: Holding, entry: Partial<Entry>): string {
  const whole = { settings: settings("OPTIONAL"), acr: SINGLE, wishes: [], isSigningIn: true, ...entry };
  const found = demandOf({ ...whole, means: HOLDINGS[holding] }, NOW);
  if (found.is === "factor")
    return Object.entries(found.ways)
      .flatMap(([way, is]) => (is ? [way] : []))
      .join(" or ");
  return "acr" in found ? `${found.is} of ${found.acr === RESISTANT ? "a passkey" : "a factor"}` : found.is;
}

/** After a password, at each policy: what is asked of whoever holds nothing, an app, a passkey, both, a blocked passkey. */
const TABLE: readonly [string, MfaDemand, Record<Holding, string>][] = [
  ["OFF", settings("OFF"), { nothing: "met", app: "met", passkey: "met", both: "met", blocked: "met" }],
  [
    "OPTIONAL",
    settings("OPTIONAL"),
    { nothing: "met", app: "code", passkey: "passkey", both: "code or passkey", blocked: "code" },
  ],
  [
    "REQUIRED, from tomorrow",
    settings("REQUIRED", NOW + DAY),
    { nothing: "notice of a factor", app: "code", passkey: "passkey", both: "code or passkey", blocked: "code" },
  ],
  [
    "REQUIRED, from now",
    settings("REQUIRED", NOW),
    { nothing: "enrolment of a factor", app: "code", passkey: "passkey", both: "code or passkey", blocked: "code" },
  ],
  [
    "PHISHING_RESISTANT, from tomorrow",
    settings("PHISHING_RESISTANT", NOW + DAY),
    { nothing: "notice of a passkey", app: "code", passkey: "passkey", both: "code or passkey", blocked: "code" },
  ],
  [
    "PHISHING_RESISTANT, REQUIRED until tomorrow",
    settings("PHISHING_RESISTANT", NOW + DAY, "REQUIRED"),
    { nothing: "enrolment of a factor", app: "code", passkey: "passkey", both: "code or passkey", blocked: "code" },
  ],
  [
    "PHISHING_RESISTANT, OFF until tomorrow",
    settings("PHISHING_RESISTANT", NOW + DAY, "OFF"),
    // Who holds something and was not asked for it does not set more up by the password alone.
    { nothing: "notice of a passkey", app: "met", passkey: "met", both: "met", blocked: "met" },
  ],
  [
    "PHISHING_RESISTANT, from now",
    settings("PHISHING_RESISTANT", NOW),
    { nothing: "enrolment of a passkey", app: "code", passkey: "passkey", both: "passkey", blocked: "code" },
  ],
];

describe.each(TABLE)("after a password, at %s", (_, policy, expected) => {
  test.each(Object.entries(expected))("whoever holds %s meets: %s", (holding, what) => {
    expect(demand(holding as Holding, { settings: policy })).toBe(what);
  });
});

test("a code does not let in where only a passkey does: it is the way to setting one up", () => {
  const policy = settings("PHISHING_RESISTANT", NOW);
  expect(demand("app", { settings: policy, acr: MULTI })).toBe("enrolment of a passkey");
  expect(demand("both", { settings: policy, acr: MULTI })).toBe("passkey");
  expect(demand("passkey", { settings: policy, acr: RESISTANT })).toBe("met");
});

test("a notice is for those who have just signed in", () => {
  const policy = settings("REQUIRED", NOW + DAY);
  expect(demand("nothing", { settings: policy, isSigningIn: false })).toBe("met");
});

describe("what a client asks for", () => {
  test.each<[Holding, string[][], string]>([
    ["nothing", [[SINGLE]], "met"],
    ["nothing", [[MULTI]], "unmet"],
    ["nothing", [["urn:example:other"]], "unmet"],
    ["nothing", [[MULTI, SINGLE]], "met"],
    ["app", [[RESISTANT]], "unmet"],
    ["app", [[RESISTANT, MULTI]], "code"],
    ["both", [[MULTI, RESISTANT]], "code or passkey"],
    ["both", [[RESISTANT, MULTI]], "passkey"],
    ["both", [[MULTI], [RESISTANT]], "passkey"],
    ["app", [[MULTI], [RESISTANT]], "unmet"],
  ])("of somebody with %s, %j: %s", (holding, wishes, what) => {
    expect(demand(holding, { settings: settings("OFF"), wishes })).toBe(what);
  });

  test("what the policy makes everybody set up is not unmet", () => {
    expect(demand("nothing", { settings: settings("REQUIRED", NOW), wishes: [[MULTI]] })).toBe("enrolment of a factor");
    expect(demand("nothing", { settings: settings("REQUIRED", NOW), wishes: [[RESISTANT]] })).toBe("unmet");
    expect(demand("nothing", { settings: settings("REQUIRED", NOW + DAY), wishes: [[MULTI]] })).toBe("unmet");
  });
});
