import { createHash } from "node:crypto";
import { contrast, mix } from "@bulkhead/kernel/contrast.ts";

/** A sheet that follows the pages' own, and its hash as a policy names it. */
export interface AccentSheet {
  text: string;
  source: string;
}

/** What the dark pages' style has for a card and for text on its accent. */
const DARK_CARD = "#161b22";
const DARK_INK = "#0a1a2c";
/** Of text and what it stands on (WCAG 2.2, 1.4.3). */
const MIN_CONTRAST = 4.5;

/**
 * A tenant's colour for buttons and links. It was checked for light pages when it was set; for dark ones it is lightened
 * until it can be read there. Undefined for what is no colour, looked at again where it gets into a page.
 */
export function accentSheet(colour: string): AccentSheet | undefined {
  if (!/^#[0-9a-f]{6}$/.test(colour)) return undefined;
  const light = lightened(colour);
  const text =
    `:root{--accent:${colour};--on-accent:#fff;--hover:${mix(colour, "#000000", 0.2)}}` +
    `@media(prefers-color-scheme:dark){:root{--accent:${light};--on-accent:${DARK_INK};--hover:${mix(light, "#ffffff", 0.3)}}}`;
  return { text, source: `'sha256-${createHash("sha256").update(text).digest("base64")}'` };
}

function lightened(colour: string): string {
  for (let share = 0; share < 1; share += 0.05) {
    const light = mix(colour, "#ffffff", share);
    if (contrast(light, DARK_CARD) >= MIN_CONTRAST) return light;
  }
  return "#ffffff";
}
