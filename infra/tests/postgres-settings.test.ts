import { describe, expect, test } from "vitest";
import { postgresFlags, sharedBuffers } from "../postgres-settings.ts";

const MB = 2 ** 20;

describe("PostgreSQL's shared buffers", () => {
  test.each([
    [256 * MB, "128MB"],
    [2_000 * MB, "500MB"],
    [24_105 * MB, "6026MB"],
    [512 * 1_024 * MB, "8192MB"],
  ])("are of %d bytes of memory %s", (memory, expected) => {
    expect(sharedBuffers(memory)).toBe(expected);
  });

  test("are what whoever starts it says, and otherwise a part of this machine's memory", () => {
    const buffers = (said?: string) =>
      postgresFlags({ port: 1, durable: true, sharedBuffers: said }).find((flag) => flag.startsWith("shared_buffers="));
    expect(buffers("64MB")).toBe("shared_buffers=64MB");
    expect(buffers()).toMatch(/^shared_buffers=(12[89]|1[3-9]\d|[2-9]\d\d|[1-8]\d{3})MB$/);
  });
});
