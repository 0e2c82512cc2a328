/** What a load balancer knows: which gateways say that they are ready, asked ten times a second. */
export interface ReadyGateways {
  /** The next ready one; waits for the first. */
  pick(): Promise<string>;
  stop(): Promise<void>;
}

const PAUSE_MS = 100;

export function watchReadiness(gateways: readonly string[]): ReadyGateways {
  let ready: string[] = [];
  let turn = 0;
  let isStopped = false;
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

  async function look(): Promise<void> {
    while (!isStopped) {
      const answers = await Promise.all(gateways.map(isReady));
      ready = gateways.filter((_, at) => answers[at]);
      await pause();
    }
  }
  const looking = look();
  return {
    async pick() {
      for (;;) {
        const gateway = ready[turn++ % Math.max(ready.length, 1)];
        if (gateway !== undefined) return gateway;
        if (isStopped) throw new Error("no gateway was ready to the end");
        await pause();
      }
    },
    stop() {
      isStopped = true;
      return looking;
    },
  };
}

async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}
