import { BOTH, type Fault } from "./fault.ts";

const impossible: Fault["impossible"] = ({ redis }) => (redis ? undefined : "there is no Redis in this run");

export const redisFaults: readonly Fault[] = [
  {
    kind: "wipe redis",
    topologies: BOTH,
    impossible,
    async strike({ redis }) {
      await redis?.wipe();
      return { victim: "redis", heal: async () => undefined };
    },
  },
  {
    kind: "kill -9 redis",
    topologies: BOTH,
    impossible,
    async strike({ redis }) {
      await redis?.kill();
      return { victim: "redis", heal: async () => redis?.start() };
    },
  },
];
