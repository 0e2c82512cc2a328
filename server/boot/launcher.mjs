import { readFileSync } from "node:fs";

/**
 * Calls back when the `npm` (or pnpm, or yarn) that started us is gone, and answers how to end the watch.
 *
 * npm does not pass on a SIGTERM that is sent to it alone, and a SIGKILL nobody can pass on: without this watch we and
 * the server would go on without anybody who knows of us. Between npm and us there may be a shell, which survives npm,
 * so its parent is watched as well. Started by hand, we outlive the shell we were started from, as with nohup.
 */
export function whenLauncherGone(callback) {
  if (!process.env.npm_lifecycle_event) return () => undefined;
  const before = lineage();
  const timer = setInterval(() => {
    if (lineage() !== before) callback();
  }, 200);
  timer.unref();
  return () => clearInterval(timer);
}

function lineage() {
  const parent = process.ppid;
  // Elsewhere than on Linux the shell of npm replaces itself by the command, so the parent is npm itself.
  return process.platform === "linux" ? `${parent} ${shellParent(parent)}` : `${parent}`;
}

/** The parent of a process if that process is a shell; otherwise nothing, as its parent does not matter to us. */
function shellParent(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    if (!/^(sh|dash|bash|ash|zsh|ksh)$/.test(name)) return "";
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
  } catch {
    return "";
  }
}
