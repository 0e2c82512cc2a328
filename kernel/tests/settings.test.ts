import { integer, list, oneOf, readSettings, secret, text, url } from "@bulkhead/kernel/settings.ts";
import { expect, test } from "vitest";

const spec = {
  port: integer("PORT", { description: "", default: 4000, min: 1, max: 65535 }),
  mode: oneOf("MODE", ["a", "b"], { description: "", default: "a" }),
  name: text("NAME", { description: "" }),
  database: url<undefined>("DATABASE", { description: "", protocols: ["postgres:"], secret: true, default: undefined }),
  key: secret("KEY", { description: "", minBytes: 16 }),
  origins: list("ORIGINS", { description: "", default: [] }),
};

test("every fault of every setting is told at once, and no secret's value with it", () => {
  const { faults } = readSettings(spec, {
    PORT: "70000",
    MODE: "c",
    DATABASE: "mysql://root:hunter2@db/x",
    KEY: "tooshort",
  });
  expect(faults.map((fault) => fault.variable)).toEqual(["PORT", "MODE", "NAME", "DATABASE", "KEY"]);
  const told = JSON.stringify(faults);
  expect(told).not.toContain("hunter2");
  expect(told).not.toContain("tooshort");
});

test("a secret has no default", () => {
  const { faults } = readSettings({ key: spec.key }, {});
  expect(faults).toEqual([{ variable: "KEY", message: "is required and not set" }]);
});

test("right settings are read, and cannot be changed afterwards", () => {
  const { values, faults } = readSettings(spec, { PORT: "81", NAME: "x", KEY: "0123456789abcdef", ORIGINS: "a, b,," });
  expect(faults).toEqual([]);
  expect(values).toEqual({
    port: 81,
    mode: "a",
    name: "x",
    database: undefined,
    key: "0123456789abcdef",
    origins: ["a", "b"],
  });
  expect(() => Object.assign(values, { port: 1 })).toThrow();
});
