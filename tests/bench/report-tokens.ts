import { formatTable, median, thousands } from "./table.ts";
import { MODEST_RATE, TOKEN_KINDS, type TokenKind, type TokensOutcome } from "./tokens.ts";

const TITLES: Record<TokenKind, string> = {
  machine: "client credentials",
  public: "refresh, public client, rotated",
  confidential: "refresh, client with a secret",
};

/**
 * Of either kind of token for each vCPU of Keycloak, its database not counted: "Concepts for sizing CPU and memory
 * resources", https://www.keycloak.org/high-availability/single-cluster/concepts-memory-and-cpu-sizing
 */
const KEYCLOAK_PER_SECOND = 120;

/** Tokens for each second of processor time of server and PostgreSQL together: what one vCPU would give. */
export function printTokens(outcome: TokensOutcome): void {
  const rows = TOKEN_KINDS.map((kind) => {
    const { rounds, latenciesMs, repeated } = outcome[kind];
    const perCpu = rounds.map((one) => 1_000_000 / (one.serverMicroseconds + one.databaseMicroseconds));
    const of = (value: keyof (typeof rounds)[number]) => median(rounds.map((one) => one[value]));
    const sorted = [...latenciesMs].sort((a, b) => a - b);
    const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    return [
      TITLES[kind],
      perCpu.map(thousands).join("  "),
      thousands(median(perCpu)),
      String(KEYCLOAK_PER_SECOND),
      `${(median(perCpu) / KEYCLOAK_PER_SECOND).toFixed(1)} ×`,
      of("serverMicroseconds").toFixed(0),
      of("databaseMicroseconds").toFixed(0),
      thousands(of("perSecond")),
      quantile(0.5).toFixed(1),
      quantile(0.99).toFixed(1),
      String(repeated),
    ];
  });
  const heading = [
    "tokens",
    "per CPU second, of each round",
    "median",
    "Keycloak",
    "ratio",
    "server µs",
    "database µs",
    "per second here",
    `p50 ms at ${MODEST_RATE}/s`,
    "p99 ms",
    "503",
  ];
  console.log(`\nTokens: one process and its PostgreSQL, the client not counted\n\n${formatTable([heading, ...rows])}`);
}
