import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 6238 with what every authenticator app knows: HMAC-SHA-1, six digits, 30 seconds. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 section 4, R6: 160 bits. */
const SECRET_BYTES = 20;
/** How many steps a clock may be off, to either side (RFC 6238 section 5.2). */
const DRIFT = 1;

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** The time step of a moment in milliseconds. */
export function stepAt(now: number): number {
  return Math.floor(now / 1_000 / STEP_SECONDS);
}

/** The code of a time step (RFC 4226 section 5.3). */
export function totpOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = (mac.at(-1) as number) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** The steps near a moment whose code it is, newest first; all are compared, so that none is told by time. */
export function stepsOf(secret: Buffer, code: string, now: number): number[] {
  if (!isTotp(code)) return [];
  const typed = Buffer.from(code);
  const near = Array.from({ length: 2 * DRIFT + 1 }, (_, n) => stepAt(now) + DRIFT - n).filter((step) => step >= 0);
  return near.filter((step) => timingSafeEqual(Buffer.from(totpOf(secret, step)), typed));
}

/** Six digits; whether they are right is another question. */
export function isTotp(code: string): boolean {
  return /^[0-9]{6}$/.test(code);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 section 6, for a length that needs no padding. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join("");
}

/** What authenticator apps read from the square (Key URI Format of Google Authenticator, which all follow). */
export function totpUri(issuer: string, email: string, secret: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}
