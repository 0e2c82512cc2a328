import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { freePort, isPortTaken } from "@bulkhead/infra/free-port.ts";
import type { S3Options } from "@bulkhead/kernel/blob-s3.ts";
import { findGo, GO_TIMEOUT_MS, haveGo } from "./go.ts";
import { root } from "./process.ts";
import { until } from "./until.ts";

/**
 * VersityGW, an S3 server over a folder (Apache 2.0), built from the Go module proxy on first use and kept. It checks
 * signatures and has what blobs need: ranges, multipart uploads, their abort and their list. (s3rver, from npm, knows
 * neither of the last two: an upload that was broken off would stay for ever and no test would see it.)
 */
const VERSION = "v1.8.0";
const MODULE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
const binFolder = path.join(root, "node_modules", ".cache", `versitygw-${VERSION}`);
const program = path.join(binFolder, "versitygw");

const WHY = "to build the S3 server of the tests";

/** Why there can be no object storage here; undefined when there can. In CI there must be. */
export function withoutObjectStorage(): string | undefined {
  return existsSync(program) || haveGo(WHY) ? undefined : `skipped: needs Go, ${WHY}`;
}

export interface ObjectStorage {
  options: S3Options;
  /** Where the bucket's objects lie as files, by their keys. */
  folder: string;
  pid: number;
  stop(): Promise<void>;
}

/** Building takes a minute or two the first time. */
export const BUILD_TIMEOUT_MS = GO_TIMEOUT_MS;

/** A server of its own with an empty bucket, on a free port. */
export async function startObjectStorage(): Promise<ObjectStorage> {
  if (!existsSync(program)) {
    mkdirSync(binFolder, { recursive: true });
    const env = { ...process.env, GOBIN: binFolder, CGO_ENABLED: "0" };
    await promisify(execFile)(findGo() ?? "go", ["install", MODULE], { env, timeout: BUILD_TIMEOUT_MS });
  }
  const place = mkdtempSync(path.join(tmpdir(), "bulkhead-s3-"));
  const folder = path.join(place, "objects", "blobs");
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const accessKeyId = "bulkhead-tests";
  const secretAccessKey = "a secret that protects nothing";
  const child = spawn(
    program,
    // Attributes in a folder beside: not every file system has extended ones.
    ["--quiet", "--port", `127.0.0.1:${port}`, "posix", "--sidecar", path.join(place, "meta"), path.dirname(folder)],
    {
      env: { ...process.env, ROOT_ACCESS_KEY_ID: accessKeyId, ROOT_SECRET_ACCESS_KEY: secretAccessKey },
      stdio: "ignore",
    },
  );
  mkdirSync(path.join(place, "meta"), { recursive: true });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  await until(() => isPortTaken(port), 20_000);
  return {
    options: {
      bucket: "blobs",
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${port}`,
      pathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    },
    folder,
    pid: child.pid ?? 0,
    async stop() {
      process.off("exit", kill);
      kill();
      await ended;
      rmSync(place, { recursive: true, force: true });
    },
  };
}
