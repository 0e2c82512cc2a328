import { expect, test } from "vitest";
import { STYLE } from "../../src/pages/style.ts";

/** The colours of a `:root` block by their names. */
function palette(block: string): Record<string, string> {
  const named = [...block.matchAll(/--([a-z-]+):(#[0-9a-f]+)/g)].map(([, name, value]) => [name, value]);
  return Object.fromEntries(named);
}

const [light = {}, dark = {}] = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, block]) => palette(block ?? ""));

/** Relative luminance of `#rgb` or `#rrggbb` (WCAG 2.2, definitions). */
function luminance(colour: string): number {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g);
  const [red = 0, green = 0, blue = 0] = (digits ?? []).map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  ["ink", "card"],
  ["ink", "paper"],
  ["soft", "card"],
  ["soft", "paper"],
  ["on-accent", "accent"],
  ["on-accent", "hover"],
  ["bad", "bad-paper"],
];
const CONTROLS = [
  ["edge", "card"],
  ["bad", "card"],
  ["accent", "card"],
  ["accent", "paper"],
];

test("contrast is computed as WCAG computes it", () => {
  expect(contrast("#000", "#ffffff")).toBe(21);
  expect(contrast("#777", "#fff")).toBeCloseTo(4.48, 2);
});

test.each([
  ["light", light],
  ["dark", dark],
])("in %s, text stands out by 4.5 to 1 and controls by 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)", (_mode, colours) => {
  const ratio = ([one = "", other = ""]: string[]) => contrast(colours[one] ?? "missing", colours[other] ?? "missing");
  for (const pair of TEXT) expect(ratio(pair), pair.join(" on ")).toBeGreaterThanOrEqual(4.5);
  for (const pair of CONTROLS) expect(ratio(pair), pair.join(" on ")).toBeGreaterThanOrEqual(3);
});

test("dark says every colour anew", () => {
  expect(Object.keys(dark)).toEqual(Object.keys(light));
});
