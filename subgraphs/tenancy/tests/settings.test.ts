import { acrOfPolicy, MULTI_FACTOR_ACR, PASSWORD_ACR, PHISHING_RESISTANT_ACR } from "@bulkhead/kernel/acr.ts";
import { appErrorOf, type FieldFault } from "@bulkhead/kernel/error.ts";
import { DEFAULT_SETTINGS, type MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { describe, expect, test } from "vitest";
import { changeBackTo, changeDocument, type SettingsChange } from "../src/settings/change.ts";
import { DECLARED, findDeclared, type SomeValues } from "../src/settings/declared.ts";
import { differenceOf } from "../src/settings/difference.ts";
import { EMPTY_DOCUMENT, readDocument, type SettingsDocument, storedDocument } from "../src/settings/document.ts";
import { type Above, effectiveOf, held } from "../src/settings/layers.ts";
import { demandOf } from "../src/settings/mfa-demand.ts";
import { readTenantDefaults } from "../src/settings/operator-settings.ts";
import { checkPlanSettings, NO_PLAN_SETTINGS, readPlanSettings } from "../src/settings/plan-settings.ts";
import { createSharedSettings, pushedSettings } from "../src/settings/pushed.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const NOBODY: Above = { plan: NO_PLAN_SETTINGS, operator: {}, region: "default" };

function changed(before: SettingsDocument, change: SettingsChange, now = NOW, above = NOBODY): SettingsDocument {
  const faults: FieldFault[] = [];
  const after = changeDocument(before, change, { above, version: 7, faults, now });
  expect(faults).toEqual([]);
  return after;
}

function faultsOf(change: object, above = NOBODY): string[] {
  const faults: FieldFault[] = [];
  changeDocument(EMPTY_DOCUMENT, change as SettingsChange, { above, version: 1, faults, now: NOW });
  for (const { message } of faults) expect(message).toMatch(/^[A-Z].*\.$/);
  return faults.map(({ path, code }) => `${path} ${code}`);
}

const planOf = (settings: object): Above => {
  const faults: FieldFault[] = [];
  const plan = checkPlanSettings(settings, "settings", faults);
  expect(faults).toEqual([]);
  return { ...NOBODY, plan };
};

describe("what a second factor is asked of", () => {
  const after = (...mfas: [MfaPolicy, graceDays: number, day: number][]) =>
    mfas.reduce(
      (before, [mfa, mfaGraceDays, day]) => changed(before, { security: { mfa, mfaGraceDays } }, NOW + day * DAY),
      EMPTY_DOCUMENT,
    );
  const demand = ({ own, mfaDemand }: SettingsDocument, above = NOBODY) => demandOf(effectiveOf(own, above), mfaDemand);
  const demandedOn = (document: SettingsDocument, day: number) => acrOfPolicy(demand(document), NOW + day * DAY);

  test("a stricter policy is enforced when its grace period is over", () => {
    const document = after(["REQUIRED", 14, 0]);
    expect(demand(document).mfaEnforcedFrom).toBe(NOW + 14 * DAY);
    const wanted = [PASSWORD_ACR, PASSWORD_ACR, MULTI_FACTOR_ACR];
    expect([0, 13.9, 14].map((day) => demandedOn(document, day))).toEqual(wanted);
  });

  test("without a grace period it is enforced at once", () => {
    expect(demandedOn(after(["PHISHING_RESISTANT", 0, 0]), 0)).toBe(PHISHING_RESISTANT_ACR);
  });

  test("tightening a policy that is enforced does not loosen it in the meantime", () => {
    const document = after(["REQUIRED", 0, 0], ["PHISHING_RESISTANT", 30, 1]);
    const wanted = [MULTI_FACTOR_ACR, MULTI_FACTOR_ACR, PHISHING_RESISTANT_ACR];
    expect([2, 30.9, 31].map((day) => demandedOn(document, day))).toEqual(wanted);
  });

  test("a loosened policy is loose at once, also while a grace period runs", () => {
    expect(demandedOn(after(["PHISHING_RESISTANT", 0, 0], ["REQUIRED", 30, 1]), 1)).toBe(MULTI_FACTOR_ACR);
    expect(demandedOn(after(["REQUIRED", 0, 0], ["OFF", 0, 1]), 1)).toBe(PASSWORD_ACR);
    const running = after(["REQUIRED", 0, 0], ["PHISHING_RESISTANT", 30, 1], ["OPTIONAL", 30, 2]);
    expect([2, 40].map((day) => demandedOn(running, day))).toEqual([PASSWORD_ACR, PASSWORD_ACR]);
  });

  test("a period that runs is not begun anew by what asks for no more", () => {
    const document = after(["PHISHING_RESISTANT", 10, 0], ["REQUIRED", 90, 5]);
    expect(demand(document).mfaEnforcedFrom).toBe(NOW + 10 * DAY);
    const change = { branding: { displayName: "Acme" }, security: { mfaGraceDays: 1 } };
    const named = changed(document, change, NOW + 6 * DAY);
    expect(demand(named).mfaEnforcedFrom).toBe(NOW + 10 * DAY);
    expect(demandedOn(named, 9)).toBe(PASSWORD_ACR);
  });

  test("a plan that fixes another policy is enforced at once, whatever period the tenant's own has", () => {
    const document = after(["REQUIRED", 30, 0]);
    const plan = planOf({ security: { mfa: "PHISHING_RESISTANT" }, fixed: ["security.mfa"] });
    expect(acrOfPolicy(demand(document, plan), NOW)).toBe(PHISHING_RESISTANT_ACR);
  });
});

describe("a document holds what the tenant says", () => {
  test("what is not named stays; what is null is taken back", () => {
    const document = changed(EMPTY_DOCUMENT, { security: { mfaGraceDays: 7 }, branding: { displayName: "  Acme  " } });
    expect(document.own).toEqual({ security: { mfaGraceDays: 7 }, branding: { displayName: "Acme" } });
    expect(changed(document, { branding: { displayName: null } }).own).toEqual({ security: { mfaGraceDays: 7 } });
    expect(changed(document, { security: null, branding: undefined }).own).toEqual(document.own);
  });

  test("of a secret it holds the version that set it", () => {
    const document = changed(EMPTY_DOCUMENT, { webhooks: { signingSecret: "x".repeat(24) } });
    expect(document.own).toEqual({ webhooks: { signingSecret: 7 } });
    const [difference] = differenceOf(EMPTY_DOCUMENT.own, document.own);
    expect(difference).toEqual({ path: "webhooks.signingSecret", before: null, after: null, isSecret: true });
  });

  test("stored and read it is the same; what nobody knows, or would not be taken, is left out", () => {
    const document = changed(EMPTY_DOCUMENT, { security: { mfa: "REQUIRED", mfaGraceDays: 3 } });
    expect(readDocument(JSON.parse(JSON.stringify(storedDocument(document))))).toEqual(document);
    expect(readDocument(null)).toEqual(EMPTY_DOCUMENT);
    const odd = { limits: { uploadBytes: -1, future: 1 }, later: { a: 1 }, locale: { timeZone: "Mars/Base" } };
    expect(readDocument(odd)).toEqual(EMPTY_DOCUMENT);
  });

  test("going back names what differs, without secrets and what is no setting any more", () => {
    const target = { security: { mfa: "REQUIRED" }, gone: { a: 1 }, webhooks: { signingSecret: 2 } } as SomeValues;
    const now = { branding: { displayName: "Acme" }, webhooks: { signingSecret: 5 } };
    const change = { security: { mfa: "REQUIRED" }, branding: { displayName: null } };
    expect(changeBackTo(target, now)).toEqual(change);
  });

  test("a logo is told by its digest", () => {
    const [difference] = differenceOf({}, { branding: { logo: `data:image/png;base64,${"A".repeat(40_000)}` } });
    expect(difference?.after).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

test.each<[object, string]>([
  [{ security: { mfaGraceDays: -1 } }, "input.security.mfaGraceDays OUT_OF_RANGE"],
  [{ security: { mfaGraceDays: 91 } }, "input.security.mfaGraceDays OUT_OF_RANGE"],
  [{ security: { mfaGraceDays: 1.5 } }, "input.security.mfaGraceDays OUT_OF_RANGE"],
  [{ security: { mfa: "ALWAYS" } }, "input.security.mfa INVALID_CHOICE"],
  [{ security: { sessionHours: 4_321 } }, "input.security.sessionHours OUT_OF_RANGE"],
  [{ security: { sessionIdleHours: 0 } }, "input.security.sessionIdleHours OUT_OF_RANGE"],
  [{ security: { apiKeys: "no" } }, "input.security.apiKeys INVALID_TYPE"],
  [{ security: { allowedNetworks: "10.0.0.0/8" } }, "input.security.allowedNetworks TOO_MANY"],
  [{ security: { allowedNetworks: Array(51).fill("10.0.0.1") } }, "input.security.allowedNetworks TOO_MANY"],
  ...["10.0.0.0/33", "10.1", "0x0a000001", "::ffff:10.0.0.1", "example.com", "", "10.0.0.0/8 "].map(
    (range): [object, string] => [
      { security: { allowedNetworks: ["2001:db8::1", range] } },
      "input.security.allowedNetworks.1 INVALID_ENTRY",
    ],
  ),
  [{ branding: { displayName: "" } }, "input.branding.displayName INVALID_LENGTH"],
  [{ branding: { displayName: "x".repeat(81) } }, "input.branding.displayName INVALID_LENGTH"],
  [{ branding: { displayName: "line\nbreak" } }, "input.branding.displayName INVALID_CHARACTER"],
  [{ branding: { displayName: "evil\u202eemca" } }, "input.branding.displayName INVALID_CHARACTER"],
  [{ branding: { displayName: 5 } }, "input.branding.displayName INVALID_TYPE"],
  [{ branding: { logo: "https://example.com/logo.png" } }, "input.branding.logo INVALID_ADDRESS"],
  [{ branding: { accentColour: "red" } }, "input.branding.accentColour INVALID_COLOUR"],
  [{ branding: { accentColour: "#ffcc00" } }, "input.branding.accentColour LOW_CONTRAST"],
  [{ locale: { timeZone: "Mars/Base" } }, "input.locale.timeZone INVALID_TIME_ZONE"],
  [{ locale: { timeZone: "+01:00" } }, "input.locale.timeZone INVALID_TIME_ZONE"],
  [{ limits: { requestsPerSecond: 0 } }, "input.limits.requestsPerSecond OUT_OF_RANGE"],
  [{ limits: { uploadBytes: 2 ** 31 } }, "input.limits.uploadBytes OUT_OF_RANGE"],
  [{ webhooks: { allowedHosts: ["https://hooks.example.com"] } }, "input.webhooks.allowedHosts.0 INVALID_ENTRY"],
  [{ webhooks: { allowedHosts: ["127.0.0.1"] } }, "input.webhooks.allowedHosts.0 INVALID_ENTRY"],
  [{ webhooks: { allowedHosts: ["localhost"] } }, "input.webhooks.allowedHosts.0 INVALID_ENTRY"],
  [{ webhooks: { signingSecret: "too short" } }, "input.webhooks.signingSecret INVALID_SECRET"],
  [{ residency: { region: "eu" } }, "input.residency.region READ_ONLY"],
  [{ security: { future: 1 } }, "input.security.future UNKNOWN_SETTING"],
  [{ later: { a: 1 } }, "input.later UNKNOWN_SETTING"],
])("%j is refused", (change, wanted) => {
  expect(faultsOf(change)).toEqual([wanted]);
});

test("values are kept in one form", () => {
  const { own } = changed(EMPTY_DOCUMENT, {
    security: { allowedNetworks: ["203.0.113.7/24", "2001:DB8::1", "203.0.113.0/24"] },
    branding: { accentColour: "#0B5CAD" },
    locale: { timeZone: "europe/berlin" },
    webhooks: { allowedHosts: ["*.Example.com"] },
  });
  expect(own).toEqual({
    security: { allowedNetworks: ["2001:db8::1/128", "203.0.113.0/24"] },
    branding: { accentColour: "#0b5cad" },
    locale: { timeZone: "Europe/Berlin" },
    webhooks: { allowedHosts: ["*.example.com"] },
  });
});

describe("whose word holds", () => {
  const above: Above = {
    ...planOf({
      security: { mfa: "REQUIRED", sessionHours: 100 },
      features: { rest: false },
      fixed: ["features.rest"],
    }),
    operator: readTenantDefaults('{"security":{"mfa":"OFF","mfaGraceDays":5},"limits":{"uploadBytes":1000}}'),
    region: "eu",
  };
  const of = (path: string, own: SomeValues = {}) => {
    const declared = findDeclared(path);
    if (!declared) throw new Error(`no setting ${path}`);
    const { value, source, isFixed } = held(declared, own, above);
    return [value, source, isFixed];
  };

  test("the tenant's before the plan's before the operator's before the default", () => {
    expect(of("security.mfa", { security: { mfa: "OPTIONAL" } })).toEqual(["OPTIONAL", "TENANT", false]);
    expect(of("security.mfa")).toEqual(["REQUIRED", "PLAN", false]);
    expect(of("security.mfaGraceDays")).toEqual([5, "OPERATOR", false]);
    expect(of("security.apiKeys")).toEqual([true, "DEFAULT", false]);
    expect(of("residency.region")).toEqual(["eu", "OPERATOR", true]);
  });

  test("of ceilings the least", () => {
    expect(of("security.sessionHours", { security: { sessionHours: 12 } })).toEqual([12, "TENANT", false]);
    expect(of("security.sessionHours", { security: { sessionHours: 500 } })).toEqual([100, "PLAN", false]);
    expect(faultsOf({ security: { sessionHours: 101 } }, above)).toEqual(["input.security.sessionHours OUT_OF_RANGE"]);
    expect(faultsOf({ limits: { uploadBytes: 1_001 } }, above)).toEqual(["input.limits.uploadBytes OUT_OF_RANGE"]);
  });

  test("what a plan has fixed holds, and cannot be made another", () => {
    expect(of("features.rest", { features: { rest: true } })).toEqual([false, "PLAN", true]);
    const change = (rest: boolean | null) => changed(EMPTY_DOCUMENT, { features: { rest } }, NOW, above);
    let refusal: unknown;
    try {
      change(true);
    } catch (error) {
      refusal = error;
    }
    expect(appErrorOf(refusal)).toMatchObject({
      code: "SETTING_FIXED",
      fields: [{ path: "input.features.rest", code: "SETTING_FIXED" }],
    });
    // As whoever sends a whole group back does.
    expect(() => change(false)).not.toThrow();
    expect(() => change(null)).not.toThrow();
  });
});

describe("what a plan says", () => {
  const planFaults = (settings: unknown) => {
    const faults: FieldFault[] = [];
    checkPlanSettings(settings, "settings", faults);
    return faults.map(({ path, code }) => `${path} ${code}`);
  };

  test.each<[unknown, string]>([
    [[], "settings INVALID_TYPE"],
    [{ security: 5 }, "settings.security INVALID_TYPE"],
    [{ security: { mfa: "ALWAYS" } }, "settings.security.mfa INVALID_CHOICE"],
    [{ security: { future: 1 } }, "settings.security.future UNKNOWN_SETTING"],
    [{ later: {} }, "settings.later UNKNOWN_SETTING"],
    [{ branding: { displayName: "Acme" } }, "settings.branding.displayName READ_ONLY"],
    [{ webhooks: { signingSecret: 5 } }, "settings.webhooks.signingSecret READ_ONLY"],
    [{ residency: { region: "eu" } }, "settings.residency.region READ_ONLY"],
    [{ fixed: "security.mfa" }, "settings.fixed INVALID_TYPE"],
    [{ fixed: ["security.mfa"] }, "settings.fixed.0 UNKNOWN_SETTING"],
  ])("%j is refused", (settings, wanted) => {
    expect(planFaults(settings)).toEqual([wanted]);
  });

  test("a stored plan with a setting that is none any more goes on without it", () => {
    const { values, fixed } = readPlanSettings({ security: { mfa: "REQUIRED", gone: 1 }, fixed: ["security.mfa"] });
    expect(values).toEqual({ security: { mfa: "REQUIRED" } });
    expect(fixed).toEqual(new Set(["security.mfa"]));
  });

  test("the operator's defaults are refused with a sentence", () => {
    expect(() => readTenantDefaults("mfa")).toThrow("must be a JSON object");
    expect(() => readTenantDefaults('{"security":{"mfa":"YES"}}')).toThrow("security.mfa: Give one of OFF");
  });
});

describe("what is pushed", () => {
  const shared = createSharedSettings();
  const push = (change: SettingsChange) => shared(pushedSettings(changed(EMPTY_DOCUMENT, change), NOBODY));

  test("tenants that set nothing of it share one object, and so do those that chose alike", () => {
    expect(push({ branding: { displayName: "Acme" }, security: { mfaGraceDays: 3 } })).toBe(DEFAULT_SETTINGS);
    expect(push({ limits: { uploadBytes: 5 } })).toBe(push({ limits: { uploadBytes: 5 } }));
    expect(push({ limits: { uploadBytes: 5 } })).not.toBe(push({ limits: { uploadBytes: 6 } }));
  });

  test("is what is declared so, under the names that the kernel knows", () => {
    const declared = DECLARED.filter(({ setting }) => setting.isPushed).map(({ name }) => name);
    const known = Object.keys(DEFAULT_SETTINGS).filter((name) => name !== "mfaBefore" && name !== "mfaEnforcedFrom");
    expect(declared.sort()).toEqual(known.sort());
    for (const { name, setting } of DECLARED.filter((one) => one.setting.isPushed))
      expect(setting.standard).toEqual(DEFAULT_SETTINGS[name as keyof typeof DEFAULT_SETTINGS]);
  });
});
