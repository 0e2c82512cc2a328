import ipaddr from "ipaddr.js";

/**
 * A range of addresses as it is kept: CIDR with the bits of the host zero, a single address as a range of one. Undefined
 * for what is none, such as IPv4 in the clothes of IPv6.
 */
export function readNetworkRange(text: string): string | undefined {
  const range = text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(range)) return undefined;
  const [address, bits] = ipaddr.parseCIDR(range);
  // Node has "10.1" for 10.0.0.1: four numbers, or it is a slip.
  if (address.kind() === "ipv4") {
    if (!/^\d{1,3}(\.\d{1,3}){3}\//.test(range)) return undefined;
    return `${ipaddr.IPv4.networkAddressFromCIDR(range)}/${bits}`;
  }
  if ((address as ipaddr.IPv6).isIPv4MappedAddress()) return undefined;
  return `${ipaddr.IPv6.networkAddressFromCIDR(range)}/${bits}`;
}

type Parsed = readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

/** Parsed once for each list, which is the same object as long as it holds. */
const parsed = new WeakMap<readonly string[], Parsed>();

/** Whether an address, as `clientAddress` has it, is in one of the ranges. */
export function isInRanges(address: string | null, ranges: readonly string[]): boolean {
  if (address === null || !ipaddr.isValid(address)) return false;
  let known = parsed.get(ranges);
  if (!known) {
    known = ranges.map((range) => ipaddr.parseCIDR(range));
    parsed.set(ranges, known);
  }
  const one = ipaddr.process(address);
  return known.some(([range, bits]) => range.kind() === one.kind() && one.match(range as never, bits));
}

/** Whether a tenant takes requests from an address: from any where it names no networks. */
export function isAllowedFrom(address: string | null, allowedNetworks: readonly string[]): boolean {
  return allowedNetworks.length === 0 || isInRanges(address, allowedNetworks);
}
