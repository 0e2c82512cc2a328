import { hash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filterHas } from "../../../src/accounts/breached/breached-passwords.ts";
import { openFilter } from "../../../src/accounts/breached/filter.ts";
import { FilterFault } from "../../../src/accounts/breached/filter-fault.ts";
import {
  BLOCK_BYTES,
  blockOf,
  FALSE_POSITIVE_RATE,
  isInBlock,
  passwordDigest,
  writeHeader,
} from "../../../src/accounts/breached/filter-format.ts";
import { importFilter } from "../../../src/accounts/breached/import-filter.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-filter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: string) => path.join(folder, name);
const importText = (text: string | Buffer, name: string, chunkBytes = 7) => {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, n) =>
    bytes.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  );
  return importFilter(Readable.from(chunks), fileOf(name));
};
const sha1 = (text: string) => hash("sha1", text).toUpperCase();

describe("two million passwords", () => {
  const COUNT = 2_000_000;
  const file = fileOf("large");
  let grown = 0;

  function* lines() {
    for (let from = 0; from < COUNT; from += 2_000) {
      yield Buffer.from(Array.from({ length: 2_000 }, (_, n) => `${sha1(`breached ${from + n}`)}:3\r\n`).join(""));
      grown = Math.max(grown, process.memoryUsage().rss - before);
    }
  }
  const before = process.memoryUsage().rss;

  beforeAll(async () => {
    const { header, counts } = await importFilter(Readable.from(lines()), file);
    expect(counts).toEqual({ digests: COUNT, passwords: 0, skipped: 0 });
    expect(header.count).toBe(COUNT);
  }, 60_000);

  test("are imported in memory that does not grow with them", () => {
    // The list has 90 MB; what waits to be written has 4 MB, and garbage comes and goes.

    expect(grown).toBeLessThan(200e6);
  });

  test("are all found, and of a million others fewer than one in ten thousand", async () => {
    const filter = openFilter(file);
    // As `filter.has`, without a read for each.
    const bytes = readFileSync(file).subarray(BLOCK_BYTES);
    const found = (name: string, numbers: number[]) =>
      numbers.filter((n) => {
        const digest = passwordDigest(`${name} ${n}`);
        const at = blockOf(digest, 0, filter.header.blocks) * BLOCK_BYTES;
        return isInBlock(bytes.subarray(at, at + BLOCK_BYTES), digest);
      });
    const some = Array.from({ length: COUNT / 10 }, (_, n) => n * 10 + (n % 10));
    expect(found("breached", some)).toHaveLength(some.length);
    for (const n of some.slice(0, 500)) expect(await filter.has(passwordDigest(`breached ${n}`))).toBe(true);
    const others = Array.from({ length: 1_000_000 }, (_, n) => n);
    const taken = found("unheard of", others);
    expect(taken.length).toBeLessThan(others.length * FALSE_POSITIVE_RATE);
    expect(await filter.has(passwordDigest(`unheard of ${taken[0]}`))).toBe(true);
    // And as many as the header says, in which half as many again would be chance of one in ten thousand.
    expect(taken.length).toBeLessThan(others.length * filter.header.falsePositiveRate * 1.5);
    filter.close();
  }, 60_000);

  test("are whole, which one read of everything proves", async () => {
    const filter = openFilter(file);
    await filter.verify();
    filter.close();
  }, 60_000);
});

test("nothing that was added is missing, whatever it is and however the list is cut into pieces", async () => {
  for (let round = 0; round < 20; round++) {
    const seed = `round ${round}`;
    const random = (n: number) => hash("sha256", `${seed} ${n}`, "buffer");
    const passwords = Array.from({ length: 200 }, (_, n) => {
      const bytes = random(n);
      const text = bytes.toString(n % 2 === 0 ? "base64" : "utf16le").replace(/[\r\n\ufeff]/g, "");
      return text.toWellFormed().slice(0, 1 + ((bytes[0] ?? 0) % 40));
    });
    const text = passwords.map((password, n) => (n % 3 === 0 ? sha1(password.normalize("NFC")) : password));
    await importText(text.join(round % 2 === 0 ? "\n" : "\r\n"), "property", 1 + (random(1)[1] ?? 0));
    for (const password of passwords) {
      const form = password.replace(/\p{Zs}/gu, " ").normalize("NFC");
      const asListed = [password.normalize("NFC"), form];
      const found = await Promise.all(asListed.map((one) => filterHas(fileOf("property"), one)));
      expect(found, `round ${round}: ${JSON.stringify(password)}`).toContain(true);
    }
  }
});

test("every form of a line is read: with a count, without, in small letters, as a password, in no encoding we know", async () => {
  const long = "x".repeat(2_000);
  const latin1 = Buffer.from("stra\u00dfe und weg\n", "latin1");
  const list = Buffer.concat([
    Buffer.from(`${sha1("first one")}:12\r\n\n${sha1("second one").toLowerCase()}\n${sha1("no count")}:\n`),
    latin1,
    Buffer.from(`${long}\nwith:colon and spaces \n${"f".repeat(39)}\nlast without an end`),
  ]);
  for (const chunk of [1, 13, 4_096]) {
    const { counts, header } = await importText(list, "forms", chunk);
    expect(counts).toEqual({ digests: 2, passwords: 5, skipped: 1 });
    expect(header.count).toBe(7);
    for (const password of [
      "first one",
      "second one",
      "straße und weg",
      "with:colon and spaces ",
      "last without an end",
    ])
      expect(await filterHas(fileOf("forms"), password)).toBe(true);
    for (const password of ["no count", long, "with:colon and spaces"])
      expect(await filterHas(fileOf("forms"), password)).toBe(false);
  }
});

test("a password in capitals is found by its small letters too", async () => {
  await importText("a stolen password\n", "small");
  expect(await filterHas(fileOf("small"), "A Stolen Password")).toBe(true);
});

test("the same list makes the same filter", async () => {
  const { header: one } = await importText("one\ntwo\n", "one");
  const { header: two } = await importText("two\none\n", "two");
  expect(one.digest).toBe(two.digest);
});

test("an empty list and a list that breaks off leave the filter as it was, and nothing beside it", async () => {
  const alone = mkdtempSync(path.join(folder, "alone-"));
  const file = path.join(alone, "filter [1]");
  await importFilter(Readable.from([Buffer.from("the first list")]), file);
  const bytes = readFileSync(file);
  await expect(importFilter(Readable.from([]), file)).rejects.toThrow("no password in this list");
  async function* broken() {
    yield Buffer.from("the second list\n");
    throw new Error("the disk is gone");
  }
  await expect(importFilter(broken(), file)).rejects.toThrow("the disk is gone");
  expect(readFileSync(file)).toEqual(bytes);
  writeFileSync(`${file}.new-0123456789ab`, "what a killed import left");
  await importFilter(Readable.from([Buffer.from("the third list")]), file);
  expect(readdirSync(alone)).toEqual(["filter [1]"]);
  expect(await filterHas(file, "the third list")).toBe(true);
});

describe("a file that is not as it was written", () => {
  const good = fileOf("good");
  beforeAll(async () => void (await importText("one\ntwo\nthree\n", "good")));
  const changed = (name: string, change: (file: string) => void) => {
    const file = fileOf(name);
    if (existsSync(good)) copyFileSync(good, file);
    change(file);
    return file;
  };
  const withByte = (at: number) => (file: string) => {
    const bytes = readFileSync(file);
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(file, bytes);
  };
  const header = { blocks: 256, count: 3, falsePositiveRate: 0, digest: "", createdAt: "" };

  test.each([
    ["missing", (file: string) => rmSync(file), "does not exist"],
    ["a folder", (file: string) => rmSync(file) ?? mkdtempSync(file), "does not exist"],
    ["empty", (file: string) => writeFileSync(file, ""), "is no filter of breached passwords"],
    ["another file", (file: string) => writeFileSync(file, "x".repeat(9_000)), "is no filter of breached passwords"],
    ["cut off", (file: string) => truncateSync(file, 100 * BLOCK_BYTES), "has 409600 bytes instead of 1052672"],
    ["cut off in the header", (file: string) => truncateSync(file, 100), "is damaged"],
    ["changed in its header", withByte(60), "is damaged"],
    [
      "of a later version",
      (file: string) => writeFileSync(file, writeHeader({ ...header, version: 2 } as never)),
      "is of version 2, and this program reads version 1",
    ],
  ])("%s is not opened, and it is said why", (name, change, message) => {
    expect(() => openFilter(changed(name, change))).toThrow(new FilterFault(message));
  });

  test("changed in a block: the look-up that meets it says so, and so does reading all of it", async () => {
    const file = changed("in a block", withByte(5 * BLOCK_BYTES + 100));
    const filter = openFilter(file);
    await expect(filter.verify()).rejects.toThrow("is damaged in block 5");
    const inFifth = Buffer.concat([Buffer.from([4]), Buffer.alloc(19)]);
    await expect(filter.has(inFifth)).rejects.toThrow("is damaged in block 5");
    expect(await filter.has(Buffer.alloc(20))).toBe(false);
    filter.close();
  });

  test("with blocks of another filter: no block is damaged, and the whole is", async () => {
    await importText("quite another list\n", "other");
    const file = changed("mixed", (mixed) => {
      const bytes = readFileSync(fileOf("other"));
      writeFileSync(mixed, Buffer.concat([readFileSync(mixed).subarray(0, BLOCK_BYTES), bytes.subarray(BLOCK_BYTES)]));
    });
    const filter = openFilter(file);
    await expect(filter.verify()).rejects.toThrow("its digest is another");
    filter.close();
  });
});
