/** A secret that must not be found, and what it is, for the message when it is. */
export interface Canary {
  what: string;
  bytes: Buffer;
}

export function canary(what: string, secret: string | Buffer): Canary {
  const bytes = Buffer.from(secret);
  // Shorter ones would be found by accident.
  if (bytes.length < 16) throw new Error(`${what} is too short to be looked for`);
  return { what, bytes };
}

/** As it may have been written down: plain, hexadecimal, base64 and base64url at each of the three places in a group. */
export function formsOf(bytes: Buffer): Record<string, Buffer> {
  const hex = bytes.toString("hex");
  const forms: Record<string, Buffer> = { plain: bytes, hex: Buffer.from(hex), HEX: Buffer.from(hex.toUpperCase()) };
  for (const offset of [0, 1, 2]) {
    // What stands before decides how the bits fall; characters that share bits with neighbours are left out.
    const whole = Math.floor((offset + bytes.length) / 3) * 4;
    const inner = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .slice(offset === 0 ? 0 : 4, whole);
    forms[`base64 at ${offset}`] = Buffer.from(inner);
    forms[`base64url at ${offset}`] = Buffer.from(inner.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}

/** Every place where a secret stands in any form, as a sentence. */
export function findCanaries(canaries: readonly Canary[], places: Iterable<readonly [string, Buffer]>): string[] {
  const needles = canaries.flatMap(({ what, bytes }) =>
    Object.entries(formsOf(bytes)).map(([form, needle]) => ({ what, form, needle })),
  );
  const found: string[] = [];
  for (const [place, text] of places)
    for (const { what, form, needle } of needles)
      if (text.includes(needle)) found.push(`${what} (${form}) in ${place}`);
  return found;
}
