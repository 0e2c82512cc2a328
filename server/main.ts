import "./young-collection.ts";
import { loadSettings } from "./config.ts";
import { createLifecycle } from "./lifecycle.ts";
import { start } from "./start.ts";

/**
 * What an orchestrator grants beside the notice that load balancers need; five seconds is the shortest in use, and on a busy
 * machine npm and the boot file take some of them to end behind us. A database whose disk is late by then is its watchdog's.
 */
const STOP_MS = 4_500;

const { settings, faults } = loadSettings("process");
const lifecycle = createLifecycle(STOP_MS + (settings.drainSeconds ?? 0) * 1_000);
try {
  if (faults.length > 0) {
    const list = faults.map(({ variable, message }) => `  ${variable} ${message}`).join("\n");
    throw new Error(`${faults.length} ${faults.length === 1 ? "setting is" : "settings are"} wrong:\n${list}`);
  }
  await start(settings, lifecycle);
} catch (error) {
  console.error(`Bulkhead cannot start: ${(error as Error).message}`);
  await lifecycle.stop(1);
}
