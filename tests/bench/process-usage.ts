import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in ticks of 1/100 s (`getconf CLK_TCK`); every supported architecture has this value. */
const MICROSECONDS_PER_TICK = 10_000;

/** Processor time a process has used so far, in microseconds (proc(5), fields 14 and 15). */
export function cpuMicroseconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the program's name in brackets and may hold spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}

/** The same for a process and all its children, for PostgreSQL, which has one for each connection. */
export function treeCpuMicroseconds(parent: number): number {
  let sum = 0;
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      if (pid === parent || parentOf(pid) === parent) sum += cpuMicroseconds(pid);
    } catch {
      // It ended while we looked.
    }
  }
  return sum;
}

function parentOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
}

/** Memory a process holds now, in bytes. */
export function residentBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? 0) * 1_024;
}

/** Watches a process's memory until told to stop; answers the most it held. */
export function watchMemory(pid: number): { stop(): number } {
  let most = residentBytes(pid);
  const timer = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(most, residentBytes(pid));
    },
  };
}

/**
 * Samples a process's memory until told to stop; answers the most it held in each of so many equal parts of that time,
 * which shows whether it grows with what is done.
 */
export function sampleMemory(pid: number): { stop(parts: number): number[] } {
  const start = performance.now();
  const samples: { at: number; bytes: number }[] = [];
  const sample = () => samples.push({ at: performance.now() - start, bytes: residentBytes(pid) });
  sample();
  const timer = setInterval(sample, 100);
  return {
    stop(parts) {
      clearInterval(timer);
      sample();
      const length = (samples.at(-1)?.at ?? 0) / parts;
      return Array.from({ length: parts }, (_, part) => {
        const within = samples.filter(({ at }) => at >= part * length && at <= (part + 1) * length);
        return Math.max(...within.map(({ bytes }) => bytes));
      });
    },
  };
}
