import { decodeId, encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => void vi.useRealTimers());

// Test vectors of the TypeID specification 0.3.0 (valid.yml), with their uuids.
const VECTORS = [
  ["00000000-0000-0000-0000-000000000000", "00000000000000000000000000"],
  ["00000000-0000-0000-0000-000000000001", "00000000000000000000000001"],
  ["00000000-0000-0000-0000-00000000000a", "0000000000000000000000000a"],
  ["00000000-0000-0000-0000-000000000010", "0000000000000000000000000g"],
  ["00000000-0000-0000-0000-000000000020", "00000000000000000000000010"],
  ["ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz"],
  ["0110c853-1d09-52d8-d73e-1194e95b5f19", "0123456789abcdefghjkmnpqrs"],
  ["01890a5d-ac96-774b-bcce-b302099a8057", "01h455vb4pex5vsknk084sn02q"],
] as const;

test.each(VECTORS)("uuid %s is written as %s and read back", (uuid, suffix) => {
  expect(encodeId("record", uuid)).toBe(`rec_${suffix}`);
  expect(decodeId("record", `rec_${suffix}`, "id")).toBe(uuid);
});

test("a new uuid is version 7, of now, and later ones sort behind it", () => {
  const made = Array.from({ length: 20_000 }, newUuid);
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
  for (const uuid of made.slice(0, 50))
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Math.abs(timeOf(made[0] as string) - Date.now())).toBeLessThan(60_000);
});

const timeOf = (uuid: string) => Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16);

test("a clock that is corrected by seconds keeps the order, and one that is set back is believed", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const at = Date.now() + 86_400_000;
  const madeAt = (ms: number) => {
    vi.setSystemTime(ms);
    return newUuid();
  };
  const corrected = [madeAt(at), madeAt(at - 9_000), madeAt(at - 1), madeAt(at + 1)];
  expect(corrected.toSorted()).toEqual(corrected);
  expect(corrected.map(timeOf)).toEqual([at, at, at, at + 1]);
  const later = at - 86_400_000;
  const begunAgain = [madeAt(later), madeAt(later), madeAt(later + 1)];
  expect(begunAgain.map(timeOf)).toEqual([later, later, later + 1]);
  expect(begunAgain.toSorted()).toEqual(begunAgain);
  expect(new Set([...corrected, ...begunAgain]).size).toBe(7);
});

test.each([
  ["another prefix", "usr_01h455vb4pex5vsknk084sn02q"],
  ["no prefix", "01h455vb4pex5vsknk084sn02q"],
  ["a letter outside the alphabet", "rec_01h455vb4pex5vsknk084sn02u"],
  ["upper case", "rec_01H455VB4PEX5VSKNK084SN02Q"],
  ["more than 128 bits", "rec_8zzzzzzzzzzzzzzzzzzzzzzzzz"],
  ["one character too few", "rec_01h455vb4pex5vsknk084sn02"],
  ["a letter outside ASCII", "rec_01h455vb4pex5vsknk084sn02é"],
  ["nothing", ""],
])("an id with %s is refused with the argument's name", (_, id) => {
  expect(tryDecodeId("record", id)).toBeUndefined();
  expect(() => decodeId("record", id, "input.id")).toThrow(expect.objectContaining({ code: "BAD_USER_INPUT" }));
});
