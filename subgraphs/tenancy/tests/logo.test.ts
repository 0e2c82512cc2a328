import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { expect, test } from "vitest";
import { dataAddress, png, pngChunk, WEBP } from "../../../tests/testkit/pictures.ts";
import { readLogo } from "../src/settings/logo.ts";

function faultOf(address: string): string | undefined {
  const faults: FieldFault[] = [];
  expect(readLogo(address, "input.branding.logo", faults)).toBe(address);
  expect(faults.every(({ path, message }) => path === "input.branding.logo" && message.endsWith("."))).toBe(true);
  return faults[0]?.code;
}

/** A PNG of exactly so many bytes. */
function pngOf(bytes: number): Buffer {
  const empty = png(8, 8, undefined, pngChunk("teXt", Buffer.alloc(0)));
  return png(8, 8, undefined, pngChunk("teXt", Buffer.alloc(bytes - empty.length)));
}

const [KEPT, CUT] = [png(40, 40), png(40, 40).subarray(0, -1)];
const resized = (bytes: Buffer, at: number, value: number) => {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(value, at);
  return copy;
};

test.each<[string, Buffer, string]>([
  ["a small PNG", KEPT, "png"],
  ["a PNG of 1,024 pixels in width", png(1_024, 1), "png"],
  ["a PNG of 32,768 bytes", pngOf(32_768), "png"],
  ["a lossy WebP", WEBP.lossy, "webp"],
  ["a lossless WebP", WEBP.lossless, "webp"],
  ["a WebP with transparency", WEBP.extended, "webp"],
])("%s is a logo", (_what, bytes, type) => {
  expect(faultOf(dataAddress(bytes, type))).toBeUndefined();
});

test.each<[string, string, string]>([
  ["32,769 bytes", dataAddress(pngOf(32_769)), "TOO_LARGE"],
  ["a megabyte", dataAddress(Buffer.alloc(1_048_576)), "TOO_LARGE"],
  ["1,025 pixels in width", dataAddress(png(1_025, 1)), "INVALID_SIZE"],
  ["1,025 pixels in height", dataAddress(png(1, 1_025)), "INVALID_SIZE"],
  ["no pixel", dataAddress(png(0, 1)), "INVALID_SIZE"],
  ["an SVG", dataAddress(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "svg+xml"), "INVALID_ADDRESS"],
  ["an address elsewhere", "https://evil.example/logo.png", "INVALID_ADDRESS"],
  ["a script", "javascript:alert(1)", "INVALID_ADDRESS"],
  ["a parameter in its type", dataAddress(KEPT).replace("png;", "png;charset=x;"), "INVALID_ADDRESS"],
  ["a quote behind it", `${dataAddress(KEPT)}" onerror="x`, "INVALID_ADDRESS"],
  ["base64 that another text decodes to", dataAddress(KEPT).replace(/=*$/, "===="), "INVALID_ADDRESS"],
  ["nothing", "", "INVALID_ADDRESS"],
  [
    "an SVG that says it is a PNG",
    dataAddress(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")),
    "INVALID_PICTURE",
  ],
  ["a WebP that says it is a PNG", dataAddress(WEBP.lossy), "INVALID_PICTURE"],
  ["a PNG that says it is a WebP", dataAddress(KEPT, "webp"), "INVALID_PICTURE"],
  ["a PNG cut short", dataAddress(CUT), "INVALID_PICTURE"],
  ["a page behind the picture", dataAddress(Buffer.concat([KEPT, Buffer.from("<html>")])), "INVALID_PICTURE"],
  [
    "a PNG with a flipped bit",
    dataAddress(Buffer.from(KEPT.map((byte, at) => (at === 20 ? byte ^ 1 : byte)))),
    "INVALID_PICTURE",
  ],
  ["an animated PNG", dataAddress(png(8, 8, undefined, pngChunk("acTL", Buffer.alloc(8)))), "INVALID_PICTURE"],
  ["two headers", dataAddress(png(8, 8, undefined, pngChunk("IHDR", Buffer.alloc(13)))), "INVALID_PICTURE"],
  ["an animated WebP", dataAddress(WEBP.animated, "webp"), "INVALID_PICTURE"],
  [
    "a WebP with bytes behind",
    dataAddress(Buffer.concat([WEBP.lossy, Buffer.from("<html>")]), "webp"),
    "INVALID_PICTURE",
  ],
  [
    "a WebP with a chunk that goes on after its end",
    dataAddress(resized(WEBP.lossless, 16, 9_999), "webp"),
    "INVALID_PICTURE",
  ],
  ["a WebP whose canvas is another size", dataAddress(resized(WEBP.extended, 24, 999), "webp"), "INVALID_PICTURE"],
])("a logo that is %s is refused", (_what, address, code) => {
  expect(faultOf(address)).toBe(code);
});
