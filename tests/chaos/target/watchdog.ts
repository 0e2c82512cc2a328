import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends a process group if this process dies without a chance to do so, even by kill -9. It stands down when the watched
 * process has ended, since its number may then be another's.
 */
export function guard(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const dismiss = onDeath('kill -9 "-$1"', String(child.pid));
  child.once("exit", dismiss);
}

/**
 * Has a small shell run a command, with the argument as `$1`, when this process is gone: it waits on a pipe that the
 * system
 * closes then. Answers how to dismiss it.
 */
export function onDeath(command: string, argument: string): () => void {
  const shell = spawn("/bin/sh", ["-c", `read -r word && exit; ${command}`, "chaos-watchdog", argument], {
    // Its own session: a Ctrl-C in the terminal must not end it first.
    detached: true,
    cwd: "/",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
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
