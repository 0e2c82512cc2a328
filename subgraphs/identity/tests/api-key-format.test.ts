import { crc32 } from "node:zlib";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { redact } from "@bulkhead/kernel/log.ts";
import { expect, test } from "vitest";
import { makeApiKey, parseApiKey } from "../src/api-key-format.ts";

test("a key names its environment and itself, and holds 256 random bits", () => {
  const uuid = newUuid();
  const key = makeApiKey("live", uuid);
  expect(key).toMatch(/^bh_live_[0-9a-hjkmnp-tv-z]{26}_[0-9A-Za-z]{49}$/);
  expect(key.split("_")[2]).toBe(encodeId("apiKey", uuid).slice("key_".length));
  expect(parseApiKey("live", key)).toBe(uuid);
  expect(makeApiKey("live", uuid)).not.toBe(key);
});

test("the checksum is CRC-32 over everything before it, in six base-62 digits", () => {
  const key = makeApiKey("dev", newUuid());
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const value = [...key.slice(-6)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
  expect(value).toBe(crc32(key.slice(0, -6)));
});

test("a key with any one letter changed is refused without any lookup", () => {
  const key = makeApiKey("test", newUuid());
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === "a" ? "b" : "a";
    expect(parseApiKey("test", key.slice(0, at) + other + key.slice(at + 1))).toBeUndefined();
  }
});

test("a key of another environment, a piece of a key and a text that is none are refused", () => {
  const key = makeApiKey("test", newUuid());
  expect(parseApiKey("live", key)).toBeUndefined();
  for (const text of ["", "bh_test_", key.slice(0, -1), `${key}a`, ` ${key}`, `${key}\n`, key.toUpperCase()])
    expect(parseApiKey("test", text)).toBeUndefined();
});

test("all 62 letters come equally often in the secret", () => {
  const counts = new Map<string, number>();
  const keys = 2_000;
  for (let made = 0; made < keys; made++)
    for (const letter of makeApiKey("test", newUuid()).split("_")[3]?.slice(0, 43) ?? "")
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const expected = (keys * 43) / 62;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(62);
  // 61 degrees of freedom: above 130 comes once in a million runs; bytes taken modulo 62 would give about 500.
  expect(chiSquare).toBeLessThan(130);
});

test("the log cuts keys out", () => {
  const key = makeApiKey("live", newUuid());
  expect(redact(`refused ${key} here`)).toBe("refused [redacted] here");
});
