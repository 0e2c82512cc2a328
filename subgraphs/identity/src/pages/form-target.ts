/** A host by the grammar of Content Security Policy, which has no addresses of IPv6, or a scheme alone. */
const SOURCE = /^(?:https?:\/\/[a-z0-9.-]+(?::\d{1,5})?|[a-z][a-z0-9+.-]*:)$/;

/**
 * What `form-action` must allow so that posting a form may end at this address: its origin; its scheme where an origin
 * cannot be said (private-use schemes, RFC 8252 section 7.1, and IPv6 loopback, section 7.3). Chromium checks every
 * redirect that follows a form, so without it the browser stops silently on the way back to the client.
 */
export function formTargetOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  const origin = `${protocol}//${host}`;
  return protocol.startsWith("http") && SOURCE.test(origin) ? origin : protocol;
}

/** The directive's value. Throws for a target that is none: a space or a semicolon in it would be a policy of its own. */
export function formAction(targets: readonly string[]): string {
  const foreign = targets.find((target) => !SOURCE.test(target));
  if (foreign !== undefined) throw new TypeError(`not a source of form-action: ${JSON.stringify(foreign)}`);
  return ["'self'", ...targets].join(" ");
}
