import { acrOfPolicy, MULTI_FACTOR_ACR, PASSWORD_ACR, PHISHING_RESISTANT_ACR } from "@bulkhead/kernel/acr.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { DEFAULT_SETTINGS, type MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { expect, test } from "vitest";
import {
  changeDocument,
  DEFAULT_DOCUMENT,
  documentOf,
  pushedSettings,
  type SettingsChange,
  type SettingsDocument,
} from "../src/settings.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

function changed(before: SettingsDocument, change: SettingsChange, now = NOW): SettingsDocument {
  const faults: FieldFault[] = [];
  const after = changeDocument(before, change, faults, now);
  expect(faults).toEqual([]);
  return after;
}

const after = (...mfas: [MfaPolicy, graceDays: number, day: number][]) =>
  mfas.reduce(
    (before, [mfa, mfaGraceDays, day]) => changed(before, { mfa, mfaGraceDays }, NOW + day * DAY),
    DEFAULT_DOCUMENT,
  );
const demandedOn = (document: SettingsDocument, day: number) => acrOfPolicy(document, NOW + day * DAY);

test("a stricter policy is enforced when its grace period is over", () => {
  const document = after(["REQUIRED", 14, 0]);
  expect(document.mfaEnforcedFrom).toBe(NOW + 14 * DAY);
  expect([0, 13.9, 14].map((day) => demandedOn(document, day))).toEqual([PASSWORD_ACR, PASSWORD_ACR, MULTI_FACTOR_ACR]);
});

test("without a grace period it is enforced at once", () => {
  expect(demandedOn(after(["PHISHING_RESISTANT", 0, 0]), 0)).toBe(PHISHING_RESISTANT_ACR);
});

test("tightening a policy that is enforced does not loosen it in the meantime", () => {
  const document = after(["REQUIRED", 0, 0], ["PHISHING_RESISTANT", 30, 1]);
  expect([2, 30.9, 31].map((day) => demandedOn(document, day))).toEqual([
    MULTI_FACTOR_ACR,
    MULTI_FACTOR_ACR,
    PHISHING_RESISTANT_ACR,
  ]);
});

test("a loosened policy is loose at once, also while a grace period runs", () => {
  expect(demandedOn(after(["PHISHING_RESISTANT", 0, 0], ["REQUIRED", 30, 1]), 1)).toBe(MULTI_FACTOR_ACR);
  expect(demandedOn(after(["REQUIRED", 0, 0], ["OFF", 0, 1]), 1)).toBe(PASSWORD_ACR);
  const running = after(["REQUIRED", 0, 0], ["PHISHING_RESISTANT", 30, 1], ["OPTIONAL", 30, 2]);
  expect([2, 40].map((day) => demandedOn(running, day))).toEqual([PASSWORD_ACR, PASSWORD_ACR]);
});

test("a period that runs is not begun anew by what asks for no more", () => {
  const document = after(["PHISHING_RESISTANT", 10, 0], ["REQUIRED", 90, 5]);
  expect(document.mfaEnforcedFrom).toBe(NOW + 10 * DAY);
  const named = changed(document, { displayName: "Acme", mfaGraceDays: 1 }, NOW + 6 * DAY);
  expect(named.mfaEnforcedFrom).toBe(NOW + 10 * DAY);
  expect(demandedOn(named, 9)).toBe(PASSWORD_ACR);
});

test("what is not named stays, and what is null has its default again", () => {
  const document = changed(after(["REQUIRED", 7, 0]), { displayName: "  Acme  " });
  expect(document).toMatchObject({ mfa: "REQUIRED", mfaGraceDays: 7, displayName: "Acme" });
  const { mfa, mfaGraceDays, displayName, logo } = { mfa: null, mfaGraceDays: null, displayName: null, logo: null };
  expect(changed(document, { mfa, mfaGraceDays, displayName, logo })).toEqual(DEFAULT_DOCUMENT);
});

test.each<[SettingsChange, string]>([
  [{ mfaGraceDays: -1 }, "input.mfaGraceDays"],
  [{ mfaGraceDays: 91 }, "input.mfaGraceDays"],
  [{ mfaGraceDays: 1.5 }, "input.mfaGraceDays"],
  [{ displayName: "" }, "input.displayName"],
  [{ displayName: "x".repeat(81) }, "input.displayName"],
  [{ displayName: "line\nbreak" }, "input.displayName"],
  [{ displayName: "evil\u202eemca" }, "input.displayName"],
  [{ logo: "https://example.com/logo.png" }, "input.logo"],
])("%j is refused", (change, path) => {
  const faults: FieldFault[] = [];
  changeDocument(DEFAULT_DOCUMENT, change, faults, NOW);
  expect(faults.map((fault) => fault.path)).toEqual([path]);
});

test("a stored document is made whole, and members that nobody knows are left out", () => {
  expect(documentOf(null)).toEqual(DEFAULT_DOCUMENT);
  expect(documentOf({ displayName: "Acme", future: true })).toEqual({ ...DEFAULT_DOCUMENT, displayName: "Acme" });
});

test("tenants that set nothing which is pushed share one object, whatever their logo", () => {
  expect(pushedSettings(changed(DEFAULT_DOCUMENT, { displayName: "Acme" }))).toBe(DEFAULT_SETTINGS);
  expect(pushedSettings(after(["REQUIRED", 0, 0], ["OPTIONAL", 0, 1]))).toBe(DEFAULT_SETTINGS);
  expect(Object.keys(pushedSettings(after(["REQUIRED", 0, 0])))).toEqual(["mfa", "mfaBefore", "mfaEnforcedFrom"]);
});
