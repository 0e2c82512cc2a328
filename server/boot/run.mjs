import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";
import { whenLauncherGone } from "./launcher.mjs";

// A server gets most of the promised five seconds to close its connections and its database.
const patience = 4500;

/**
 * Runs a program to its end and answers its exit code. Whichever way this process is asked to stop, the program is
 * told once, by SIGTERM, and nothing it started is left behind.
 *
 * `output`: "inherit", or "on-failure" to show it only when the program fails. `channel`: keep a channel open whose
 * closing tells the program that we died. `terminal`: leave it in the terminal's foreground, for programs that ask
 * questions. `stoppable`: being stopped is this program's normal end.
 */
export function run(program, argv, root, { output = "inherit", channel = false, terminal = false, stoppable = false }) {
  const child = spawn(program, argv, {
    cwd: root,
    env: environment(root),
    stdio: stdioFor(output, channel),
    // A session of its own, so that a Ctrl-C of the terminal does not reach it a second time beside our SIGTERM.
    detached: !terminal,
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk));

  let deadline;
  const stop = () => {
    if (deadline) return;
    deadline = setTimeout(() => {
      console.error("bulkhead: it did not stop in time and was ended by force.");
      endGroup(child, terminal);
    }, patience);
    child.kill("SIGTERM");
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  // With the terminal gone there is nobody to write to, and that is no reason to stop half way.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const unwatch = whenLauncherGone(stop);

  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(deadline);
      unwatch();
      // Asked to stop, we keep listening to the end: a second signal must not turn the code we leave with into its own.
      if (!deadline) for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, stop);
      endGroup(child, terminal);
      if (code !== 0) for (const chunk of said) process.stderr.write(chunk);
      const stoppedEarly = stoppable && deadline && signal === "SIGTERM";
      resolve(stoppedEarly ? 0 : (code ?? 128 + constants.signals[signal]));
    });
  });
}

function environment(root) {
  const modules = path.join(root, "node_modules");
  return {
    // Compiled code kept from the last run: a third less time until the server answers.
    NODE_COMPILE_CACHE: path.join(modules, ".cache", "node"),
    ...process.env,
    PATH: path.join(modules, ".bin") + path.delimiter + (process.env.PATH ?? ""),
  };
}

function stdioFor(output, channel) {
  if (output === "on-failure") return ["ignore", "pipe", "pipe"];
  return channel ? ["inherit", "inherit", "inherit", "ipc"] : "inherit";
}

/** Ends whatever is left of the program's process group. */
function endGroup(child, terminal) {
  try {
    if (terminal) child.kill("SIGKILL");
    else if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing was left, as it should be.
  }
}
