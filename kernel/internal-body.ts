import type { IncomingMessage } from "node:http";

/** The whole body; or that it is longer than `limit` bytes, or that the connection ended before it did. */
export function readBody(message: IncomingMessage, limit: number): Promise<Buffer | "too long" | "broken off"> {
  if (Number(message.headers["content-length"] ?? 0) > limit) return Promise.resolve("too long");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else resolve("too long");
    });
    message.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    message.once("close", () => resolve("broken off"));
    message.on("error", () => {});
  });
}
