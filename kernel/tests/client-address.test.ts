import { clientAddress, parseTrustedProxies } from "@bulkhead/kernel/client-address.ts";
import { expect, test } from "vitest";

const none = parseTrustedProxies([]);
const proxies = parseTrustedProxies(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);

test.each([
  ["nobody is trusted by default", "198.51.100.9", "1.2.3.4", none, "198.51.100.9"],
  ["a client that is no proxy cannot claim another address", "198.51.100.9", "1.2.3.4", proxies, "198.51.100.9"],
  ["a trusted proxy's word is taken", "10.1.2.3", "203.0.113.5", proxies, "203.0.113.5"],
  ["what the client itself wrote in front is ignored", "10.1.2.3", "1.1.1.1, 203.0.113.5", proxies, "203.0.113.5"],
  [
    "a chain of trusted proxies leads to the first stranger",
    "10.1.2.3",
    "203.0.113.5, 192.0.2.7",
    proxies,
    "203.0.113.5",
  ],
  ["garbage ends the chain at the proxy", "10.1.2.3", "unknown", proxies, "10.1.2.3"],
  ["an IPv4-mapped peer is its IPv4 address", "::ffff:198.51.100.9", undefined, none, "198.51.100.9"],
  ["IPv6 ranges count", "2001:db8::1", "2001:db9::5", proxies, "2001:db9::5"],
  ["a header of proxies only answers the outermost", "10.1.2.3", "10.9.9.9", proxies, "10.9.9.9"],
])("%s", (_, peer, header, trusted, expected) => {
  expect(clientAddress(peer, header, trusted)).toBe(expected);
});
