import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

export type BusyOwner = { child: ChildProcess; postmaster: number; acknowledged: () => number; gone: Promise<void> };

export const busyOwner = path.join(import.meta.dirname, "fixtures", "busy-owner.ts");

/** Starts the fixture and answers once it has committed a few rows. */
export async function startBusyOwner(dataDir: string, port: number): Promise<BusyOwner> {
  const child = spawn(process.execPath, [busyOwner, dataDir, String(port)], { stdio: ["ignore", "pipe", "pipe"] });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  let postmaster = 0;
  let last = 0;
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const [word, number] = line.split(" ");
      if (word === "pid") postmaster = Number(number);
      if (word === "ack") last = Number(number);
      if (last > 0 && postmaster > 0) resolve();
    });
    child.once("exit", () => reject(new Error(`The fixture ended early: ${complaint}`)));
  });
  return { child, postmaster, acknowledged: () => last, gone };
}
