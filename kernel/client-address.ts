import ipaddr from "ipaddr.js";

/** Address ranges whose X-Forwarded-For is believed. Empty (the default): nobody's is. */
export type TrustedProxies = readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

export function parseTrustedProxies(ranges: readonly string[]): TrustedProxies {
  return ranges.map((range) =>
    ipaddr.parseCIDR(range.includes("/") ? range : `${range}/${range.includes(":") ? 128 : 32}`),
  );
}

/** Whether an address is in one of the ranges. */
export function isInRanges(address: string, proxies: TrustedProxies): boolean {
  const parsed = ipaddr.process(address);
  return proxies.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range as never, bits));
}

/**
 * The client's address, for limits, policy and audit alike. X-Forwarded-For is read from the right: each hop may vouch
 * only for the one before it, and the first address that is no trusted proxy is the client. What stands further left
 * was written by the client itself and is worth nothing.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, proxies: TrustedProxies): string {
  let address = ipaddr.process(peer).toString();
  if (proxies.length === 0 || forwardedFor === undefined) return address;
  for (const hop of forwardedFor.split(",").reverse()) {
    if (!isInRanges(address, proxies)) return address;
    const candidate = hop.trim();
    if (!ipaddr.isValid(candidate)) return address;
    address = ipaddr.process(candidate).toString();
  }
  return address;
}

/**
 * The network an address belongs to: by default /24 of IPv4, /48 of IPv6 (multiples of 8). Failures of nobody in particular are counted by it, so
 * that one household or attacker's subnet is one line, and no single address is kept.
 */
export function networkPrefix(address: string, prefix = { ipv4: 24, ipv6: 48 }): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  const bits = prefix[parsed.kind()];
  const bytes = parsed.toByteArray().map((byte, index) => (index < bits / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes)}/${bits}`;
}
