import { parseTrustedProxies } from "@bulkhead/kernel/client-address.ts";
import { MAX_RATE } from "@bulkhead/kernel/limiter-policy.ts";
import { integer, list, type Setting, SettingFault, text, url } from "@bulkhead/kernel/settings.ts";

// @apollo/gateway sends anonymous metrics to its maker unless this is set before it is first loaded.
process.env.APOLLO_TELEMETRY_DISABLED = "1";

/** What the gateway must know; the settings below are these, but for `environment`, which is the whole process's. */
export interface GatewayConfig {
  host: string;
  port: number;
  /** Where clients reach this installation, without a path, e.g. `https://api.example.com`. */
  publicOrigin: string;
  environment: "development" | "test" | "production";
  /** Addresses or CIDR ranges whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /** Addresses or CIDR ranges from which operators may come; nobody else sees that there are any. */
  operatorNetworks: readonly string[];
  /** Browser origins, besides our own, that may open a WebSocket. */
  allowedOrigins: readonly string[];
  /** Bytes of a JSON body. */
  bodyBytes: number;
  /** Bytes of an uploaded file. */
  uploadBytes: number;
  /** Lexical tokens of a document, and selections once its fragments are expanded. */
  tokens: number;
  /** Fields below one another. */
  depth: number;
  /** Aliases once fragments are expanded. */
  aliases: number;
  /** Bytes of one WebSocket message. */
  wsPayloadBytes: number;
  socketsPerTenant: number;
  operationsPerSocket: number;
  /** Bytes of memory for answers of queries that are declared cacheable; 0: none are kept. */
  responseCacheBytes: number;
  /** Messages that all streams of a tenant together may bring per second and at once. */
  messagesPerSecond: number;
  messagesBurst: number;
  /** Tokens per second and at once: of a network without a valid credential (/24 of IPv4, /64 of IPv6). */
  addressPerSecond: number;
  addressBurst: number;
  /** Of an API key. */
  keyPerSecond: number;
  keyBurst: number;
  /** Of a signed-in person. */
  userPerSecond: number;
  userBurst: number;
  /** Of all keys and users of a tenant together. */
  tenantPerSecond: number;
  tenantBurst: number;
  /** Of a tenant for one field of Query, Mutation or Subscription. */
  operationPerSecond: number;
  operationBurst: number;
}

const KIB = 1024;

export const DEFAULT_LIMITS = {
  bodyBytes: 1024 * KIB,
  uploadBytes: 2 * KIB * KIB * KIB - 1,
  tokens: 2_000,
  depth: 12,
  aliases: 30,
  wsPayloadBytes: 256 * KIB,
  socketsPerTenant: 100,
  operationsPerSocket: 50,
  responseCacheBytes: 64 * KIB * KIB,
  // A hundred sockets that each hear ten changes a second; two cores deliver several times that.
  messagesPerSecond: 1_000,
  messagesBurst: 5_000,
  // Two cores answer some 1,600 pages a second. Nobody who signs in properly comes without a credential fifty times a
  // second; a person's browser asks for tens of things a page and not a hundred every second; half a core's worth for one
  // key, twice that for a tenant, is what an integration takes that copies a whole tenant in one go.
  addressPerSecond: 50,
  addressBurst: 500,
  keyPerSecond: 500,
  keyBurst: 2_000,
  userPerSecond: 100,
  userBurst: 500,
  tenantPerSecond: 1_000,
  tenantBurst: 4_000,
  operationPerSecond: 500,
  operationBurst: 2_000,
};

/** The room's settings, for the server to read together with those of the other rooms. */
export const gatewaySettings = {
  host: text("BULKHEAD_HOST", { description: "Address to listen on.", default: "127.0.0.1" }),
  port: integer("BULKHEAD_PORT", {
    description: "Port to listen on; 0 takes a free one.",
    default: 4000,
    min: 0,
    max: 65_535,
  }),
  publicOrigin: url("BULKHEAD_PUBLIC_ORIGIN", {
    description: "Where clients reach this installation, without a path.",
    default: "http://localhost:4000",
    protocols: ["http:", "https:"],
  }),
  trustedProxies: list("BULKHEAD_TRUSTED_PROXIES", {
    description: "Addresses or CIDR ranges, comma-separated, whose X-Forwarded-For is believed.",
    default: [],
    check: (range) => (isRange(range) ? undefined : "must be IP addresses or CIDR ranges"),
  }),
  operatorNetworks: list("BULKHEAD_OPERATOR_NETWORKS", {
    description:
      "Addresses or CIDR ranges, comma-separated, from which operators of the platform may come: to /operator, and with tokens of theirs. Unset: development takes them from this machine, and others from nowhere.",
    default: [],
    check: (range) => (isRange(range) ? undefined : "must be IP addresses or CIDR ranges"),
  }),
  allowedOrigins: list("BULKHEAD_ALLOWED_ORIGINS", {
    description:
      "Browser origins, comma-separated, whose pages may call the API and open a WebSocket, besides the public origin.",
    default: [],
    check: (origin) =>
      URL.canParse(origin) && new URL(origin).origin === origin ? undefined : "must be origins without a path",
  }),
  bodyBytes: limit("BODY_BYTES", "Bytes of a JSON body.", DEFAULT_LIMITS.bodyBytes, 64 * KIB * KIB),
  uploadBytes: limit("UPLOAD_BYTES", "Bytes of an uploaded file.", DEFAULT_LIMITS.uploadBytes, 64 * KIB * KIB * KIB),
  tokens: limit("DOCUMENT_TOKENS", "Tokens of a GraphQL document.", DEFAULT_LIMITS.tokens, 100_000),
  depth: limit("DOCUMENT_DEPTH", "Fields below one another in an operation.", DEFAULT_LIMITS.depth, 100),
  aliases: limit("DOCUMENT_ALIASES", "Aliases in an operation.", DEFAULT_LIMITS.aliases, 10_000),
  wsPayloadBytes: limit(
    "WS_PAYLOAD_BYTES",
    "Bytes of one WebSocket message.",
    DEFAULT_LIMITS.wsPayloadBytes,
    16 * KIB * KIB,
  ),
  socketsPerTenant: limit(
    "SOCKETS_PER_TENANT",
    "Open WebSockets and event streams of a tenant in this process.",
    DEFAULT_LIMITS.socketsPerTenant,
    1_000_000,
  ),
  operationsPerSocket: limit(
    "OPERATIONS_PER_SOCKET",
    "Operations running on one WebSocket.",
    DEFAULT_LIMITS.operationsPerSocket,
    10_000,
  ),
  responseCacheBytes: integer("BULKHEAD_RESPONSE_CACHE_BYTES", {
    description: "Bytes of memory for answers of queries that are declared cacheable; 0: none are kept.",
    default: DEFAULT_LIMITS.responseCacheBytes,
    min: 0,
    max: 16 * KIB * KIB * KIB,
  }),
  messagesPerSecond: limit(
    "MESSAGES_PER_SECOND",
    "Messages per second that all streams of a tenant bring in this process, over a while.",
    DEFAULT_LIMITS.messagesPerSecond,
    1_000_000,
  ),
  messagesBurst: limit(
    "MESSAGES_BURST",
    "Messages that all streams of a tenant bring at once in this process, after a rest.",
    DEFAULT_LIMITS.messagesBurst,
    1_000_000,
  ),
  addressPerSecond: rate("ADDRESS", "a network without a valid credential", DEFAULT_LIMITS.addressPerSecond),
  addressBurst: burst("ADDRESS", "a network without a valid credential", DEFAULT_LIMITS.addressBurst),
  keyPerSecond: rate("KEY", "an API key", DEFAULT_LIMITS.keyPerSecond),
  keyBurst: burst("KEY", "an API key", DEFAULT_LIMITS.keyBurst),
  userPerSecond: rate("USER", "a signed-in person", DEFAULT_LIMITS.userPerSecond),
  userBurst: burst("USER", "a signed-in person", DEFAULT_LIMITS.userBurst),
  tenantPerSecond: rate("TENANT", "a tenant", DEFAULT_LIMITS.tenantPerSecond),
  tenantBurst: burst("TENANT", "a tenant", DEFAULT_LIMITS.tenantBurst),
  operationPerSecond: rate("OPERATION", "one operation of a tenant", DEFAULT_LIMITS.operationPerSecond),
  operationBurst: burst("OPERATION", "one operation of a tenant", DEFAULT_LIMITS.operationBurst),
};

function rate(name: string, whose: string, standard: number) {
  return tokens(`${name}_PER_SECOND`, `Requests of ${whose} per second, over a while.`, standard);
}

function burst(name: string, whose: string, standard: number) {
  return tokens(`${name}_BURST`, `Requests of ${whose} at once, after a rest.`, standard);
}

/** As `limit`, and says why a number outside the range is no limit. */
function tokens(name: string, description: string, standard: number): Setting<number> {
  const setting = limit(name, description, standard, MAX_RATE);
  return {
    ...setting,
    parse(text) {
      try {
        return setting.parse(text);
      } catch (error) {
        if (!(error instanceof SettingFault)) throw error;
        const why = "below that everything is refused, above it nothing a process can serve is limited";
        throw new SettingFault(`${error.message}: ${why}`, { cause: error });
      }
    },
  };
}

function limit(name: string, description: string, standard: number, max: number) {
  return integer(`BULKHEAD_LIMIT_${name}`, { description, default: standard, min: 1, max });
}

function isRange(text: string): boolean {
  try {
    return parseTrustedProxies([text]).length === 1;
  } catch {
    return false;
  }
}
