import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { haveOathtool, oathtoolCodes } from "../../../../../tests/testkit/oathtool.ts";
import { secretOf } from "../../../../../tests/testkit/second-factors.ts";
import {
  base32,
  isTotp,
  newTotpSecret,
  stepAt,
  stepsOf,
  totpOf,
  totpUri,
} from "../../../src/accounts/factors/totp-code.ts";

test("the codes are those of RFC 6238, appendix B, in six digits", () => {
  const secret = Buffer.from("12345678901234567890");
  const at = (seconds: number) => totpOf(secret, stepAt(seconds * 1_000));
  expect([59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000].map(at)).toEqual([
    "287082",
    "081804",
    "050471",
    "005924",
    "279037",
    "353130",
  ]);
});

describe.skipIf(!haveOathtool())("oathtool", () => {
  test("agrees on the codes of many secrets at many times", () => {
    for (let n = 0; n < 60; n++) {
      const secret = newTotpSecret();
      // From 1970 to 2100, and at both edges of a step.
      const random = createHash("sha256").update(String(n)).digest().readUInt32BE() * 1_000;
      const at = n % 3 === 0 ? random : Math.floor(random / 30_000) * 30_000 + (n % 3 === 1 ? 0 : 29_000);
      const ours = [0, 1, 2].map((later) => totpOf(secret, stepAt(at) + later));
      expect(oathtoolCodes(base32(secret), at, 3), `${base32(secret)} at ${at}`).toEqual(ours);
    }
  }, 60_000);
});

test("a code counts one step before its time and one after it, and no longer", () => {
  const secret = newTotpSecret();
  const now = Date.now();
  const step = stepAt(now);
  const accepted = [-3, -2, -1, 0, 1, 2, 3].filter((off) =>
    stepsOf(secret, totpOf(secret, step + off), now).includes(step + off),
  );
  expect(accepted).toEqual([-1, 0, 1]);
});

test("what is not six digits is no code, whatever it looks like", () => {
  for (const text of ["", "12345", "1234567", "12345a", "１２３４５６", "123 456", "+12345", "1e5000"])
    expect(isTotp(text), text).toBe(false);
  expect(stepsOf(newTotpSecret(), "١٢٣٤٥٦", Date.now())).toEqual([]);
});

test("a secret has 160 bits, and its base32 is that of RFC 4648", () => {
  expect(newTotpSecret()).toHaveLength(20);
  expect(base32(Buffer.from("fooba"))).toBe("MZXW6YTB");
  const bytes = randomBytes(20);
  expect(secretOf(base32(bytes))).toEqual(bytes);
});

test("the address in the square names the issuer and the account, whatever they hold", () => {
  const uri = new URL(totpUri("Bulk & head", "a:b?&#@ü.example", "ABC"));
  expect(decodeURIComponent(uri.pathname)).toMatch(/Bulk & head:a:b\?&#@ü\.example$/);
  expect(Object.fromEntries(uri.searchParams)).toEqual({ secret: "ABC", issuer: "Bulk & head" });
});
