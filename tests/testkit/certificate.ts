import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { aptInstall } from "./apt.ts";

const PROGRAM = "/usr/bin/openssl";

/** A key and its self-signed certificate for a name, which is also the only authority that vouches for it. */
export function makeCertificate(name = "localhost"): { key: string; cert: string } {
  if (!existsSync(PROGRAM)) aptInstall("openssl");
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-certificate-"));
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  try {
    const names = `subjectAltName=DNS:${name}`;
    const what = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
    ];
    execFileSync(PROGRAM, ["req", "-x509", ...what, "-addext", names, "-keyout", key, "-out", cert], { stdio: "pipe" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
