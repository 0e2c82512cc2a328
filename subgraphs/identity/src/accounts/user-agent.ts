import bowser from "bowser";

/** Characters of a header that are looked at: names stand in front, and patterns over long texts cost time. */
const MAX_HEADER = 512;
const MAX_WORD = 24;

/**
 * A browser and its system in a few words, such as `Firefox on Linux`, for people to recognise their own by. It is what the
 * browser says of itself, and proves nothing.
 */
export function describeUserAgent(header: string | undefined): string {
  const said = (header ?? "").slice(0, MAX_HEADER);
  if (said.trim() === "") return "Unknown browser";
  const { browser, os } = bowser.parse(said);
  const name = word(browser.name);
  const system = word(os.name);
  if (name === "") return system === "" ? "Unknown browser" : `A browser on ${system}`;
  return system === "" ? name : `${name} on ${system}`;
}

/** Names that are none of the list are taken from the header itself. */
function word(name: string | undefined): string {
  return (name ?? "")
    .replace(/[^\p{L}\p{N} .+-]/gu, "")
    .slice(0, MAX_WORD)
    .trim();
}
