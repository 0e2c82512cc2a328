// The first thing that runs, on whatever Node the machine has (20 or later): it brings the installed packages up to
// date, finds Node 24 among them and hands over to the real program. Plain JavaScript, because Node 20 must read it.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installIfStale } from "./boot/install.mjs";
import { findNode } from "./boot/node.mjs";
import { run } from "./boot/run.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const programs = {
  start: { file: "server/main.ts", channel: true, stoppable: true },
  test: { file: "server/check.ts", channel: true },
  check: { file: "server/check.ts", channel: true },
  cli: { file: "server/cli.ts", terminal: true },
  "data-model": { file: "tests/testkit/write-data-model.ts", channel: true },
  generate: { file: "server/generate.ts", channel: true },
  bench: { file: "tests/bench/main.ts", channel: true },
  "bench:peers": { file: "tests/bench/peers/main.ts", channel: true },
  chaos: { file: "tests/chaos/main.ts", channel: true },
  crash: { file: "tests/crash/main.ts", channel: true },
};

const [command = "", ...extra] = process.argv.slice(2);

try {
  const program = Object.hasOwn(programs, command) ? programs[command] : undefined;
  if (!program) throw new Error(`there is no command "${command}"; try one of: ${Object.keys(programs).join(", ")}`);
  await installIfStale(root);
  const { file, ...how } = program;
  process.exitCode = await run(findNode(root), [path.join(root, file), ...extra], root, how);
} catch (error) {
  console.error(`bulkhead: ${error.message}`);
  process.exitCode = 1;
}
