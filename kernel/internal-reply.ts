import type { ServerResponse } from "node:http";

export function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** Whoever is refused may still be sending; its connection ends with the answer. */
export function refuseCall(response: ServerResponse, status: number, message: string): void {
  response.setHeader("connection", "close");
  sendJson(response, status, JSON.stringify({ error: message }));
}
