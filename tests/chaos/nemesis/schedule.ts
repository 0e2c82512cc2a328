import type { Random } from "../../testkit/random.ts";
import type { Topology } from "../target/target.ts";
import { databaseFaults } from "./database-faults.ts";
import type { Fault } from "./fault.ts";
import { networkFaults } from "./network-faults.ts";
import { processFaults } from "./process-faults.ts";
import { redisFaults } from "./redis-faults.ts";

export const FAULTS: readonly Fault[] = [...processFaults, ...databaseFaults, ...networkFaults, ...redisFaults];

export interface Step {
  fault: Fault;
  /** Peace before it. */
  pauseMs: number;
  /** From the strike to its healing. */
  lengthMs: number;
  /** Decides the victim and the details. */
  random: Random;
}

export interface ScheduleOptions {
  topology: Topology;
  /** Whether faults that outlast the deadline have their place. */
  long: boolean;
  /** Kinds of fault; all when empty. */
  only: readonly string[];
}

/** How long a fault lasts that does not say. */
const LENGTH_MS = [800, 5_000] as const;

/**
 * Faults without end, from the seed alone. Every kind comes once before any comes again, so that a short run has seen
 * as
 * many kinds as possible.
 */
export function* scheduleOf(random: Random, { topology, long, only }: ScheduleOptions): Generator<Step, never> {
  const wanted = ({ kind, lengthMs }: Fault) => (only.length > 0 ? only.includes(kind) : long || !lengthMs);
  const possible = FAULTS.filter((fault) => fault.topologies.includes(topology) && wanted(fault));
  if (possible.length === 0) throw new Error(`no fault of this topology is called ${only.join(", ")}`);
  for (let number = 1; ; ) {
    for (const fault of random.shuffle(possible)) {
      const pauseMs = random.between(500, 2_000);
      const lengthMs = random.between(...(fault.lengthMs ?? LENGTH_MS));
      yield { fault, pauseMs, lengthMs, random: random.fork(`step ${number++}`) };
    }
  }
}
