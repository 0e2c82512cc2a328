import { expect, test } from "vitest";
import { describeUserAgent } from "../../src/accounts/user-agent.ts";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Safari on macOS",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126",
    "Microsoft Edge on Windows",
  ],
])("%s is told in a few words", (header, words) => {
  expect(describeUserAgent(header)).toBe(words);
});

test.each([undefined, "", " ", "x", "curl/8.1", "(".repeat(100_000), `${"a/".repeat(50_000)} Firefox/1`])(
  "what says nothing that is known is an unknown browser (%#)",
  (header) => {
    expect(describeUserAgent(header)).toBe("Unknown browser");
  },
);

test("what a header says of itself is short, and none of it is markup", () => {
  for (const header of [
    "<b>x</b>/1.0 (<i>)",
    `${"Nameless".repeat(20)}/1.0 (KHTML)`,
    "\u202eFirefox/1 (\u202eLinux\0)",
  ])
    expect(describeUserAgent(header)).toMatch(/^[\p{L}\p{N} .+-]{1,60}$/u);
});
