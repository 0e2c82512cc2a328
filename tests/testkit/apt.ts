import { execFileSync } from "node:child_process";

/** Installs packages of Debian, as root; throws otherwise. A fresh machine may have no list of what there is yet. */
export function aptInstall(...packages: string[]): void {
  if (process.getuid?.() !== 0) throw new Error(`not root: cannot install ${packages.join(", ")}`);
  // Debian starts a service as it installs one, if it can; the run level says that it must not.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const apt = (...argv: string[]) => execFileSync("apt-get", argv, { stdio: "ignore", timeout: 180_000, env });
  const install = () => apt("install", "-y", "--no-install-recommends", ...packages);
  try {
    install();
  } catch {
    apt("update");
    install();
  }
}
