import { spawn } from "node:child_process";

/**
 * Watches over a PostgreSQL server for the case that this process dies without a chance to stop it (kill -9, a crash,
 * the out-of-memory killer). A small shell waits on a pipe that the system closes when we die, then asks the server
 * to shut down. Answers a function that dismisses the watchdog, for when we stop the server ourselves.
 */
export function startWatchdog(postmaster: number): () => void {
  const script = `
    read -r word && exit
    kill -INT "$1" || exit
    for round in 1 2 3 4 5 6 7 8 9 10; do
      for tenth in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1 || sleep 1; kill -0 "$1" || exit; done
    done
    kill -QUIT "$1"`;
  const shell = spawn("/bin/sh", ["-c", script, "bulkhead-watchdog", String(postmaster)], {
    // Its own session: a Ctrl-C in the terminal must not reach the watchdog before it reaches us.
    detached: true,
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => undefined);
  shell.stdin.on("error", () => undefined);
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return () => {
    shell.stdin.end("dismissed\n");
  };
}
