import { encode } from "uqr";
import { type Html, html } from "./html.ts";

/** Light modules around the square (ISO/IEC 18004 section 6.3.8). */
const QUIET = 4;

/** A text as a QR code: one line drawn through the middle of its rows, dark where it is drawn. Named for who cannot see it. */
export function qrCode(text: string, name: string): Html {
  const { data, size } = encode(text, { ecc: "L", border: 0 });
  const rows = data.map((row, y) => lineOf(row, y)).join("");
  const side = size + 2 * QUIET;
  return html`<svg class="qr" role="img" aria-label="${name}" viewBox="${-QUIET} ${-QUIET} ${side} ${side}"><path stroke="#000" d="${rows}"/></svg>`;
}

/** `M0 2.5h7m1 0h3`: runs of dark modules, and moves over the light ones between them. */
function lineOf(row: readonly boolean[], y: number): string {
  const runs =
    row
      .map((dark) => (dark ? "#" : " "))
      .join("")
      .match(/#+|[ ]+/g) ?? [];
  const parts = runs.map((run) => (run.startsWith("#") ? `h${run.length}` : `m${run.length} 0`));
  return `M0 ${y}.5${parts.join("").replace(/(?:m\d+ 0)$/, "")}`;
}
