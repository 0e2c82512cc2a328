import type { Random } from "../../testkit/random.ts";
import type { Target } from "../target/target.ts";
import { APART, BOTH, type Fault, OUTLASTING, type Strike } from "./fault.ts";
import { leaderOf } from "./leader.ts";

type Choice = (target: Target, random: Random) => string | Promise<string>;

const ofRoles =
  (...roles: string[]): Choice =>
  ({ nodes }, random) =>
    random.pick(nodes.filter((name) => roles.some((role) => name.startsWith(`${role}-`))));

const gateway = ofRoles("gateway", "whole");
const subgraph = ofRoles("identity", "tenancy", "data", "audit");
const worker = ofRoles("worker");
const leader: Choice = async (target, random) => (await leaderOf(target)) ?? (await worker(target, random));

/** kill -9: nothing is said, nothing is finished. */
async function kill(target: Target, victim: string): Promise<Strike> {
  await target.kill(victim);
  return { victim, heal: () => target.restart(victim) };
}

/** SIGSTOP: the process keeps its connections, its locks and its open transactions, and does nothing. */
async function stop(target: Target, victim: string): Promise<Strike> {
  target.pause(victim);
  const unreachable = target.gateways.has(victim) ? [victim] : [];
  return { victim, unreachable, heal: async () => target.resume(victim) };
}

function fault(kind: string, topologies: Fault["topologies"], choice: Choice, strike: typeof kill): Fault {
  return { kind, topologies, strike: async (target, random) => strike(target, await choice(target, random)) };
}

export const processFaults: readonly Fault[] = [
  fault("kill -9 gateway", BOTH, gateway, kill),
  fault("stop gateway", BOTH, gateway, stop),
  fault("kill -9 subgraph", APART, subgraph, kill),
  fault("stop subgraph", APART, subgraph, stop),
  { ...fault("stop subgraph for long", APART, subgraph, stop), lengthMs: OUTLASTING },
  fault("kill -9 worker", APART, worker, kill),
  fault("kill -9 relay leader", APART, leader, kill),
  fault("stop relay leader", APART, leader, stop),
  { ...fault("stop relay leader for long", APART, leader, stop), lengthMs: OUTLASTING },
];
