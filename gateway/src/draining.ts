import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether this process is on its way out while it still answers. */
export interface Draining {
  isOn(): boolean;
  /** From here on every answer ends its connection. */
  begin(): void;
  /** The time that load balancers are given to notice. */
  notice(ms: number): Promise<void>;
  /** Ends the wait: somebody is in a hurry. */
  cut(): void;
  cutShort: Promise<void>;
}

export function createDraining(server: Server): Draining {
  let on = false;
  let cut = () => {};
  const cutShort = new Promise<void>((resolve) => {
    cut = resolve;
  });
  // Before any route, and so for all of them: Node then writes `Connection: close` and ends the connection after it.
  server.prependListener("request", (_request, response) => {
    if (on) response.shouldKeepAlive = false;
  });
  return {
    isOn: () => on,
    begin() {
      on = true;
    },
    notice: (ms) => sleep(ms, undefined, { ref: false }),
    cut,
    cutShort,
  };
}
