import { execFileSync } from "node:child_process";
import { aptInstall } from "./apt.ts";

function isThere(): boolean {
  try {
    execFileSync("oathtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Installs Debian's oathtool, once. False, with a line that says so, where that cannot be; in CI that is a fault. */
export function haveOathtool(): boolean {
  if (isThere()) return true;
  try {
    aptInstall("oathtool");
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    console.log("skipped: needs oathtool");
    return false;
  }
}

/** The codes of a secret in base32 at a moment and at the steps after it. */
export function oathtoolCodes(secret: string, at: number, count = 1): string[] {
  const now = new Date(at).toISOString().replace("T", " ").replace(/\..*/, " UTC");
  const argv = ["--totp", "--base32", `--now=${now}`, `--window=${count - 1}`, secret];
  return execFileSync("oathtool", argv, { encoding: "utf8" }).trim().split("\n");
}
