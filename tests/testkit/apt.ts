import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";

/** Installs packages of Debian, as root; throws otherwise. A fresh machine may have no list of what there is yet. */
export function aptInstall(...packages: string[]): void {
  if (process.getuid?.() !== 0) throw new Error(`not root: cannot install ${packages.join(", ")}`);
  // Debian starts a service as it installs one, if it can; the run level says that it must not.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  // One at a time on the machine: apt waits for nobody, and two test files may need something at once.
  const locked = ["--no-fork", "--wait", "180", path.join(tmpdir(), "bulkhead-apt.lock"), "apt-get"];
  const apt = (...argv: string[]) =>
    execFileSync("flock", [...locked, ...argv], { stdio: "ignore", timeout: 360_000, env });
  const install = () => apt("install", "-y", "--no-install-recommends", ...packages);
  try {
    install();
  } catch {
    apt("update");
    install();
  }
}
