import type { Random } from "../../testkit/random.ts";
import type { Target, Topology } from "../target/target.ts";

/** A way to hurt an installation. */
export interface Fault {
  kind: string;
  /** Where it makes sense. */
  topologies: readonly Topology[];
  /** How long it lasts; a few seconds when not said. Those that outlast the deadline are left to long runs. */
  lengthMs?: readonly [least: number, most: number];
  /** Why it cannot be done here; undefined when it can. */
  impossible?(target: Target): string | undefined;
  /** Does it. Which of several victims is decided by the seed alone. */
  strike(target: Target, random: Random): Promise<Strike>;
}

export interface Strike {
  victim: string;
  /** Gateways that cannot answer while this lasts, by its very nature. */
  unreachable?: readonly string[];
  /** Afterwards a client that waits for an answer from one of them never hears of it again. */
  losesAnswers?: boolean;
  /** Undoes it; when it answers, nothing is broken by us any more. */
  heal(): Promise<void>;
}

export const BOTH: readonly Topology[] = ["whole", "apart"];
export const APART: readonly Topology[] = ["apart"];

/** Longer than any request may take: whoever waits for the other side must have given up by himself. */
export const OUTLASTING = [14_000, 17_000] as const;
