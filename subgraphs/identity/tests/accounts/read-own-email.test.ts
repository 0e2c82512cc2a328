import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { expect, test } from "vitest";
import { readOwnEmail } from "../../src/accounts/read-own-email.ts";
import { emailKey } from "../../src/email.ts";

function read(value: string): string | undefined {
  const faults: FieldFault[] = [];
  const email = readOwnEmail(value, "email", faults);
  if (faults.length > 0) expect(faults).toMatchObject([{ path: "email", code: "INVALID_EMAIL" }]);
  return faults.length > 0 ? undefined : email;
}

test.each([
  ["ada@example.com", "ada@example.com"],
  [" Ada.Lovelace+x@Example.COM ", "Ada.Lovelace+x@example.com"],
  ["ada@bücher.example", "ada@bücher.example"],
  ["ada@xn--bcher-kva.example", "ada@bücher.example"],
  ["ada@BÜCHER.example", "ada@bücher.example"],
  ["дмитрий@почта.рф", "дмитрий@почта.рф"],
  ["用户@例子.广告", "用户@例子.广告"],
  ["mi\u212ae@example.com", "miKe@example.com"],
  ["o'hara@example.com", "o'hara@example.com"],
])("%s is read as %s", (typed, email) => {
  expect(read(typed)).toBe(email);
});

test.each([
  ["a fullwidth local part", "ａda@example.com"],
  ["a fullwidth @", "ada＠example.com"],
  ["a ligature", "oﬃce@example.com"],
  ["Cyrillic among Latin in the domain", "ada@exаmple.com"],
  ["the same as it is registered", "ada@xn--exmple-4nf.com"],
  ["Cyrillic among Latin in the local part", "аda@example.com"],
  ["Greek among Latin", "adα@example.com"],
  ["an invisible character", "a\u034fda@example.com"],
  ["a zero-width joiner", "a\u200dda@example.com"],
  ["a right-to-left override", "\u202eada@example.com"],
  ["two addresses for a mail program", "ada,eve@example.com"],
  ["a name with an address", "ada<eve@example.com"],
  ["a group", "a:eve@example.com"],
  ["a comment", "ada(x)@example.com"],
  ["a quoted local part", '"a b"@example.com'],
  ["dots where none may be", ".ada@example.com"],
  ["two dots", "a..da@example.com"],
  ["a dot at the end of the domain", "ada@example.com."],
  ["an empty label", "ada@example..com"],
  ["a number for a host", "ada@0x7f.1"],
  ["an address literal", "ada@[127.0.0.1]"],
  ["a path", "ada@example.com/x"],
  ["a query", "ada@example.com?x"],
  ["a fragment", "ada@example.com#x"],
  ["a backslash", "ada@example.com\\\\x"],
  ["a percent", "ada@ex%61mple.com"],
  ["a port", "ada@example.com:25"],
  ["a header", "ada@example.com\r\nBcc: eve@example.com"],
  ["two @", "ada@eve@example.com"],
  ["nothing", ""],
  ["what is too long", `${"a".repeat(250)}@example.com`],
])("%s is no address of one's own", (_, typed) => {
  expect(read(typed)).toBeUndefined();
});

test("case makes no other address; dots and tags do, since many mail systems tell them apart", () => {
  const key = (typed: string) => emailKey(read(typed) ?? "");
  expect(key("ADA@EXAMPLE.COM")).toBe(key("ada@example.com"));
  expect(key("ada@ｅxample.com")).toBe(key("ada@example.com"));
  expect(new Set(["ada@example.com", "a.da@example.com", "ada+x@example.com"].map(key)).size).toBe(3);
});

test("domains of one script that look alike are two addresses, each proved by its own mail", () => {
  expect(read("ada@аррӏе.example")).not.toBe(read("ada@apple.example"));
});
