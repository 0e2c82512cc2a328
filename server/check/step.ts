import { type ChildProcess, spawn } from "node:child_process";

export type Step = { name: string; command: string; argv: string[] };
export type Outcome = { name: string; ok: boolean; seconds: number; output: string };

const running = new Set<ChildProcess>();

/** Runs one check; its output is kept for the case that it fails, or shown as it comes. */
export function runStep({ name, command, argv }: Step, output: "kept" | "shown"): Promise<Outcome> {
  const begun = performance.now();
  const child = spawn(command, argv, { stdio: output === "shown" ? "inherit" : ["ignore", "pipe", "pipe"] });
  running.add(child);
  let said = "";
  const keep = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return new Promise((resolve) => {
    const settle = (ok: boolean) => {
      running.delete(child);
      resolve({ name, ok, seconds: (performance.now() - begun) / 1000, output: said.trim() });
    };
    child.once("error", (error) => {
      said += error.message;
      settle(false);
    });
    child.once("close", (code) => settle(code === 0));
  });
}

/** Ends every check that is still running. */
export function stopSteps(): void {
  for (const child of running) child.kill("SIGTERM");
}
