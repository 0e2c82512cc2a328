import { crc32 } from "node:zlib";
import type { FieldFault } from "@bulkhead/kernel/error.ts";

export const MAX_LOGO_BYTES = 32 * 1024;
/** Pixels of each side. The page shows it 40 high; twice that serves the finest screens. */
export const MAX_LOGO_SIDE = 1024;

const ADDRESS = /^data:image\/(png|webp);base64,([A-Za-z0-9+/]+={0,2})$/;

interface Size {
  width: number;
  height: number;
}

/**
 * A logo as it is stored and shown: a still PNG or WebP in a data address. It is what its bytes are and not what the
 * address says, and nothing but the picture: bytes behind the end could be a file of another kind. SVG, which is a
 * document with scripts and links, is not taken.
 */
export function readLogo(address: string, path: string, faults: FieldFault[]): string {
  const fault = faultOf(address);
  if (fault) faults.push({ path, ...fault });
  return address;
}

function faultOf(address: string): Omit<FieldFault, "path"> | undefined {
  // A third more in base64, and the words before it: what is longer is not decoded.
  const [, type, text = ""] = address.length <= MAX_LOGO_BYTES * 1.4 ? (ADDRESS.exec(address) ?? []) : [];
  const bytes = Buffer.from(text, "base64");
  if (address.length > MAX_LOGO_BYTES * 1.4 || bytes.length > MAX_LOGO_BYTES)
    return { code: "TOO_LARGE", message: `Give a picture of at most ${MAX_LOGO_BYTES} bytes.` };
  if (type === undefined || bytes.toString("base64") !== text)
    return {
      code: "INVALID_ADDRESS",
      message: "Give a PNG or WebP as `data:image/png;base64,…` or `data:image/webp;base64,…`.",
    };
  const size = type === "png" ? sizeOfPng(bytes) : sizeOfWebp(bytes);
  if (!size)
    return { code: "INVALID_PICTURE", message: "The bytes are no whole, still picture of the kind that is named." };
  if (![size.width, size.height].every((side) => side >= 1 && side <= MAX_LOGO_SIDE))
    return { code: "INVALID_SIZE", message: `Give a picture of 1 to ${MAX_LOGO_SIDE} pixels in width and height.` };
  return undefined;
}

const PNG_SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** Portable Network Graphics, third edition, section 5: a signature, then chunks of length, type, data and CRC. */
function sizeOfPng(bytes: Buffer): Size | undefined {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
  let size: Size | undefined;
  let hasData = false;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return undefined;
    const type = bytes.toString("latin1", at + 4, at + 8);
    // The header comes first and once; acTL makes it an animation.
    if ((type === "IHDR") !== (at === 8) || type === "acTL") return undefined;
    if (type === "IHDR") {
      if (length !== 13) return undefined;
      size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) };
    }
    hasData ||= type === "IDAT";
    at = end + 4;
    if (type === "IEND") return hasData && at === bytes.length ? size : undefined;
  }
  return undefined;
}

/** RFC 9649 section 2: a RIFF of chunks, one of which is the bitstream; with `VP8X` first, that names the canvas. */
function sizeOfWebp(bytes: Buffer): Size | undefined {
  const name = (at: number) => bytes.toString("latin1", at, at + 4);
  if (bytes.length < 30 || name(0) !== "RIFF" || name(8) !== "WEBP") return undefined;
  if (bytes.readUInt32LE(4) + 8 !== bytes.length) return undefined;
  let canvas: Size | undefined;
  let picture: Size | undefined;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const type = name(at);
    const length = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length !== length || type === "ANIM" || type === "ANMF") return undefined;
    if (type === "VP8X") canvas = sizeOfCanvas(data);
    if (type === "VP8 " || type === "VP8L") {
      if (picture) return undefined;
      picture = type === "VP8 " ? sizeOfLossy(data) : sizeOfLossless(data);
      if (!picture) return undefined;
    }
    at += 8 + length + (length % 2);
  }
  const isWhole = at === bytes.length && picture !== undefined;
  const isOneSize = !canvas || (canvas.width === picture?.width && canvas.height === picture.height);
  return isWhole && isOneSize ? picture : undefined;
}

function sizeOfCanvas(data: Buffer): Size | undefined {
  return data.length < 10 ? undefined : { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
}

/** RFC 6386 section 9.1: a key frame with its start code; two bits of each side are a scale. */
function sizeOfLossy(data: Buffer): Size | undefined {
  if (data.length < 10 || (data.readUInt8(0) & 1) !== 0 || data.readUIntBE(3, 3) !== 0x9d012a) return undefined;
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
}

/** RFC 9649 section 3.4: a signature, and 14 bits of each side less one. */
function sizeOfLossless(data: Buffer): Size | undefined {
  if (data.length < 5 || data.readUInt8(0) !== 0x2f) return undefined;
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
