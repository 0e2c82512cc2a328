import { badHeader, type Parameter } from "./input.ts";

/** As draft-ietf-httpapi-idempotency-key-header has it: the client makes it up, and repeats it with the request. */
export const IDEMPOTENCY_KEY: Parameter = {
  name: "Idempotency-Key",
  description:
    "Whatever you make up for this request, 1 to 255 printable ASCII characters, in quotes (RFC 9651) or without. The same " +
    "request with the same key and the same file, of the same principal, is answered with what the first one made, for as " +
    "long as that is there; another request with it is refused with CONFLICT (IDEMPOTENCY_KEY_REUSED).",
  schema: { type: "string" },
  example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
};

const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"$/;
/** Most clients send it bare. */
const BARE = /^[\x21\x23-\x7e]{1,255}$/;

/** The key that a header names. */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  // Node joins what is sent twice.
  const text = Array.isArray(header) ? header.join(", ") : header;
  const quoted = QUOTED.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll(/\\(["\\])/g, "$1");
  if (BARE.test(text)) return text;
  throw badHeader(
    "Idempotency-Key",
    'must be one key of 1 to 255 printable ASCII characters, such as "8e03978e-40d5".',
  );
}
