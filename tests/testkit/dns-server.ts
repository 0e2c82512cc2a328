import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { decode, encode } from "dns-packet";

/** The TXT records of the DNS that an installation asks, in a folder, so that tests of any process can set them. */
export interface DnsRecords {
  /** None: the name has no record any more. */
  set(name: string, texts: readonly string[]): void;
}

export interface DnsServer extends DnsRecords {
  /** As BULKHEAD_DNS_SERVERS has it. */
  address: string;
  folder: string;
  /** Every name that was asked for, in order. */
  asked: readonly string[];
  stop(): Promise<void>;
}

export function dnsRecordsIn(folder: string): DnsRecords {
  return {
    set(name, texts) {
      const file = path.join(folder, name);
      writeFileSync(`${file}.part`, JSON.stringify(texts));
      renameSync(`${file}.part`, file);
    },
  };
}

/** A name server on loopback (RFC 1035) that knows these records and answers NXDOMAIN for all other names. */
export async function startDnsServer(): Promise<DnsServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-dns-"));
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (message, { address, port }) => {
    const { id, questions = [] } = decode(message);
    const name = questions[0]?.name.toLowerCase() ?? "";
    asked.push(name);
    const texts = questions[0]?.type === "TXT" ? textsOf(folder, name) : undefined;
    const answer = encode({
      type: "response",
      id,
      // The lowest four bits are the code: 3 is NXDOMAIN.
      flags: texts === undefined ? 3 : 0,
      questions,
      answers: (texts ?? []).map((data) => ({ type: "TXT" as const, name, ttl: 0, data })),
    });
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    ...dnsRecordsIn(folder),
    address: `127.0.0.1:${socket.address().port}`,
    folder,
    asked,
    async stop() {
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function textsOf(folder: string, name: string): string[] | undefined {
  try {
    const texts = JSON.parse(readFileSync(path.join(folder, path.basename(name)), "utf8")) as string[];
    return texts.length > 0 ? texts : undefined;
  } catch {
    return undefined;
  }
}
