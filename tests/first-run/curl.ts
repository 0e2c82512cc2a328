import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Stands in for curl where there is none, since the tests may need nothing but Node: just the options that the banner
 * and the README use.
 */
const STAND_IN = `#!/usr/bin/env node
const headers = new Headers();
let method, body, url;
const argv = process.argv.slice(2);
while (argv.length > 0) {
  const word = argv.shift();
  if (word === "-s") continue;
  else if (word === "-X") method = argv.shift();
  else if (word === "-H") { const [name, ...value] = argv.shift().split(":"); headers.append(name, value.join(":").trim()); }
  else if (word === "-u") headers.set("authorization", "Basic " + Buffer.from(argv.shift()).toString("base64"));
  else if (word === "-d") body = argv.shift();
  else if (word === "--data-binary") body = require("node:fs").readFileSync(argv.shift().slice(1));
  else if (word.startsWith("-")) throw new Error("the stand-in for curl does not know " + word);
  else url = word;
}
if (body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/x-www-form-urlencoded");
fetch(url, { method: method ?? (body === undefined ? "GET" : "POST"), headers, body })
  .then(async (answer) => process.stdout.write(Buffer.from(await answer.arrayBuffer())));
`;

/** A PATH on which `curl` is found. */
export function pathWithCurl(): string {
  const here = process.env.PATH ?? "";
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    return here;
  } catch {
    const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-curl-"));
    const file = path.join(folder, "curl");
    writeFileSync(file, STAND_IN);
    chmodSync(file, 0o755);
    return `${folder}:${here}`;
  }
}
