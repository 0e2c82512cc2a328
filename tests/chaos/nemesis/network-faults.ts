import type { Random } from "../../testkit/random.ts";
import type { Link } from "../target/links.ts";
import type { Target } from "../target/target.ts";
import { APART, BOTH, type Fault, OUTLASTING, type Strike } from "./fault.ts";

type Choice = (target: Target) => Link[];

const toDatabase: Choice = ({ links }) => links.all.filter(({ to }) => to === "postgres");
const toSubgraphs: Choice = ({ links }) =>
  links.all.filter(({ from, to }) => from.startsWith("gateway-") && to !== "postgres");
const toGateways: Choice = ({ links }) => links.all.filter(({ from }) => from === "clients");

const named = ({ from, to }: Link) => `${from} → ${to}`;

/** Reset at once, and refused from then on: the other side's kernel still answers. */
function cut(link: Link): Strike {
  link.proxy.change({ kind: "cut" });
  return { victim: named(link), heal: async () => link.proxy.change({ kind: "pass" }) };
}

/**
 * Nothing comes through and nobody is told. Afterwards the line is either as before, or has forgotten its connections.
 */
function hole(link: Link, random: Random): Strike {
  link.proxy.change({ kind: "hole" });
  const forgets = random.next() < 0.5;
  return {
    victim: `${named(link)}${forgets ? ", forgotten" : ""}`,
    losesAnswers: forgets,
    heal: async () => (forgets ? link.proxy.forget() : link.proxy.change({ kind: "pass" })),
  };
}

function slow(link: Link, random: Random): Strike {
  const delayMs = random.between(20, 150);
  link.proxy.change({ kind: "slow", delayMs, bytesPerSecond: 200_000 });
  return { victim: `${named(link)}, ${delayMs} ms`, heal: async () => link.proxy.change({ kind: "pass" }) };
}

function fault(kind: string, topologies: Fault["topologies"], choice: Choice, strike: typeof hole): Fault {
  return {
    kind,
    topologies,
    async strike(target, random) {
      const link = random.pick(choice(target));
      return { ...strike(link, random), unreachable: link.from === "clients" ? [link.to] : [] };
    },
  };
}

export const networkFaults: readonly Fault[] = [
  fault("cut database", BOTH, toDatabase, cut),
  fault("black hole database", BOTH, toDatabase, hole),
  fault("slow database", BOTH, toDatabase, slow),
  fault("cut hop", APART, toSubgraphs, cut),
  fault("black hole hop", APART, toSubgraphs, hole),
  fault("slow hop", APART, toSubgraphs, slow),
  { ...fault("dead line to database", BOTH, toDatabase, hole), lengthMs: OUTLASTING },
  { ...fault("dead line to subgraph", APART, toSubgraphs, hole), lengthMs: OUTLASTING },
  fault("cut clients", BOTH, toGateways, cut),
  fault("black hole clients", BOTH, toGateways, hole),
  fault("slow clients", BOTH, toGateways, slow),
];
