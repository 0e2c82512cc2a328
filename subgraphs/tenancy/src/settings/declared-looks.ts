import { contrast } from "@bulkhead/kernel/contrast.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readName } from "@bulkhead/kernel/input.ts";
import { readLogo } from "./logo.ts";
import { fault, text } from "./setting.ts";

/** Characters; the name stands in one line above a form. */
export const MAX_DISPLAY_NAME = 80;
/** Of text and what it stands on (WCAG 2.2, 1.4.3), and what light pages have behind it. */
const MIN_CONTRAST = 4.5;
const PAPER = "#f3f5f8";

export const LOCALE = {
  timeZone: text("a name of the IANA time zone database, such as `Europe/Berlin`", readTimeZone, {
    description: "By whose clock pages tell people days that the tenant has set. Null: UTC.",
    acts: "The page that tells people by which day they need a second factor.",
  }),
};

export const BRANDING = {
  displayName: text(`1 to ${MAX_DISPLAY_NAME} characters`, readDisplayName, {
    isOwn: true,
    description: "Shown where users sign in, instead of the tenant's name. Null: its name is shown.",
    acts: "Pages of the authorisation server, within a second of the change.",
  }),
  logo: text("a still PNG or WebP in a data address, at most 32,768 bytes and 1,024 pixels a side", readLogo, {
    isOwn: true,
    isLarge: true,
    description: "Shown there beside the name, as `data:image/png;base64,…` or `data:image/webp;base64,…`. Null: none.",
    acts: "Pages of the authorisation server.",
  }),
  accentColour: text("`#rrggbb`, with a contrast of 4.5 to 1 or more with `#f3f5f8`", readColour, {
    description:
      "Colour of the buttons and links there. On dark pages it is lightened until it can be read. Null: the installation's.",
    acts: "Pages of the authorisation server.",
  }),
};

function readTimeZone(given: string, path: string, faults: FieldFault[]): string {
  try {
    // Offsets such as +01:00 know nothing of summer; names alone are taken.
    if (/^[A-Za-z]/.test(given)) return new Intl.DateTimeFormat("en", { timeZone: given }).resolvedOptions().timeZone;
  } catch {}
  faults.push(fault(path, "INVALID_TIME_ZONE", "Give a time zone by its IANA name, such as Europe/Berlin."));
  return "UTC";
}

function readDisplayName(given: string, path: string, faults: FieldFault[]): string {
  const name = readName(given, path, faults);
  if ([...name].length > MAX_DISPLAY_NAME)
    faults.push(fault(path, "INVALID_LENGTH", `Give a name of 1 to ${MAX_DISPLAY_NAME} characters.`));
  return name;
}

function readColour(given: string, path: string, faults: FieldFault[]): string {
  const colour = given.toLowerCase();
  if (!/^#[0-9a-f]{6}$/.test(colour)) faults.push(fault(path, "INVALID_COLOUR", "Give a colour as #rrggbb."));
  else if (contrast(colour, PAPER) < MIN_CONTRAST) {
    const message = `It cannot be read well on a light page: give a darker colour, with a contrast of ${MIN_CONTRAST} to 1 with ${PAPER}.`;
    faults.push(fault(path, "LOW_CONTRAST", message));
  }
  return colour;
}
