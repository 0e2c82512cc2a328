import { randomBytes } from "node:crypto";
import { createConnection } from "node:net";
import { ERROR_STATUS, type ErrorCode } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { base64Digest, CHUNK, type TusClient, tusClient, UPLOADS } from "../testkit/tus.ts";
import { type Fixture, openFixture } from "./fixture.ts";

/** Uploads whose clients do not keep the tus protocol. Each gets a documented code and the header to blame, and changes nothing. */
const LIMIT = 5 << 20;
let fixture: Fixture;
let tus: TusClient;
let other: TusClient;
/** An upload of 100 bytes, of which 10 have come. */
let begun: string;
beforeAll(async () => {
  fixture = await openFixture({ BULKHEAD_LIMIT_UPLOAD_BYTES: String(LIMIT) });
  const { server, tenant } = fixture;
  tus = tusClient(() => server.address, tenant.keys.Developer);
  other = tusClient(() => server.address, (await server.tenant()).keys.Developer);
  begun = await tus.begin(100);
  await tus.patch(begun, 0, Buffer.alloc(10));
}, 60_000);
afterAll(() => fixture.server.stop());

const body = Buffer.from("0123456789");
const text = (length: number) => randomBytes(length).toString("hex").slice(0, length);
const at10 = { ...CHUNK, "upload-offset": "10" };

type Wrong = [what: string, method: string, headers: Record<string, string>, code: ErrorCode, header?: string];

const CREATIONS: Wrong[] = [
  ["no length", "POST", {}, "BAD_USER_INPUT", "Upload-Length"],
  ["two lengths", "POST", { "upload-length": "5", "upload-defer-length": "1" }, "BAD_USER_INPUT", "Upload-Length"],
  [
    "a length that is deferred wrongly",
    "POST",
    { "upload-defer-length": "yes" },
    "BAD_USER_INPUT",
    "Upload-Defer-Length",
  ],
  ...["-1", "1.5", "1e3", "0x10", "010", "", " ", "9".repeat(17), "NaN"].map(
    (length): Wrong => [
      `the length "${length}"`,
      "POST",
      { "upload-length": length },
      "BAD_USER_INPUT",
      "Upload-Length",
    ],
  ),
  ["more bytes than are allowed", "POST", { "upload-length": String(LIMIT + 1) }, "BODY_TOO_LARGE"],
  ["a length beyond any number", "POST", { "upload-length": "9".repeat(16) }, "BODY_TOO_LARGE"],
  ...["filename d2", "a b c", ",", "a YQ==,a YQ==", "na\u00e4me YQ==", "a  YQ==", "a YQ=", "a YQ===", "a %%%%"].map(
    (metadata): Wrong => [
      `the metadata "${metadata}"`,
      "POST",
      { "upload-length": "1", "upload-metadata": metadata },
      "BAD_USER_INPUT",
      "Upload-Metadata",
    ],
  ),
  [
    "metadata without end",
    "POST",
    { "upload-length": "1", "upload-metadata": `a ${text(8_000)}` },
    "BAD_USER_INPUT",
    "Upload-Metadata",
  ],
  [
    "a wish to be put together of others",
    "POST",
    { "upload-length": "1", "upload-concat": "partial" },
    "BAD_USER_INPUT",
    "Upload-Concat",
  ],
  ["no version of the protocol", "POST", { "tus-resumable": "", "upload-length": "1" }, "UNSUPPORTED_TUS_VERSION"],
  ["another version", "POST", { "tus-resumable": "0.2.2", "upload-length": "1" }, "UNSUPPORTED_TUS_VERSION"],
];

describe("an upload cannot begin with", () => {
  test.each(CREATIONS)("%s", async (_what, method, headers, code, header) => {
    await refused(() => tus.ask(method, UPLOADS, headers), code, header);
  });

  test("a body that is something else", async () => {
    const headers = { "upload-length": "10", "content-type": "text/csv" };
    await refused(() => tus.ask("POST", UPLOADS, headers, body), "UNSUPPORTED_MEDIA_TYPE");
  });
});

const PATCHES: Wrong[] = [
  ["no media type", "PATCH", { "upload-offset": "10" }, "UNSUPPORTED_MEDIA_TYPE"],
  [
    "another media type",
    "PATCH",
    { "upload-offset": "10", "content-type": "application/json" },
    "UNSUPPORTED_MEDIA_TYPE",
  ],
  ["no offset", "PATCH", CHUNK, "BAD_USER_INPUT", "Upload-Offset"],
  ...["-1", "ten", "10.0", "", "9".repeat(20)].map(
    (offset): Wrong => [
      `the offset "${offset}"`,
      "PATCH",
      { ...CHUNK, "upload-offset": offset },
      "BAD_USER_INPUT",
      "Upload-Offset",
    ],
  ),
  ["an offset too early", "PATCH", { ...CHUNK, "upload-offset": "0" }, "OFFSET_MISMATCH", "Upload-Offset"],
  ["an offset too late", "PATCH", { ...CHUNK, "upload-offset": "11" }, "OFFSET_MISMATCH", "Upload-Offset"],
  ["another length than was told", "PATCH", { ...at10, "upload-length": "99" }, "CONFLICT", "Upload-Length"],
  ...["md5 AAAA", "sha1", "sha1 !!!!", "sha1 AAAA", `sha1  ${base64Digest("sha1", body)}`, ""].map(
    (checksum): Wrong => [
      `the checksum "${checksum}"`,
      "PATCH",
      { ...at10, "upload-checksum": checksum },
      "BAD_USER_INPUT",
      "Upload-Checksum",
    ],
  ),
  ["no version of the protocol", "PATCH", { ...at10, "tus-resumable": "" }, "UNSUPPORTED_TUS_VERSION"],
];

describe("an upload does not go on with", () => {
  test.each(PATCHES)("%s", async (_what, method, headers, code, header) => {
    await refused(() => tus.ask(method, begun, headers, body), code, header);
  });

  test("more bytes than it is to have, announced or not", async () => {
    await refused(() => tus.ask("PATCH", begun, at10, Buffer.alloc(91)), "BODY_TOO_LARGE");
    const { problem } = await tus.ask("PATCH", begun, at10, Buffer.alloc(91));
    expect(problem.detail).toContain("than are missing of its upload");
    const answer = await inChunks(begun, Buffer.alloc(91));
    expect(answer).toContain("HTTP/1.1 413");
    expect(await tus.offset(begun)).toBe(10);
  });
});

/** Sends a body whose length is not announced. */
async function inChunks(path: string, content: Buffer): Promise<string> {
  const { hostname, port } = new URL(fixture.server.address);
  const socket = createConnection(Number(port), hostname).setEncoding("latin1");
  const head = [
    `PATCH ${path} HTTP/1.1`,
    "Host: x",
    `Authorization: Bearer ${fixture.tenant.keys.Developer}`,
    "Tus-Resumable: 1.0.0",
    "Upload-Offset: 10",
    "Content-Type: application/offset+octet-stream",
    "Transfer-Encoding: chunked",
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${content.length.toString(16)}\r\n`);
  socket.write(content);
  socket.write("\r\n0\r\n\r\n");
  let answer = "";
  for await (const piece of socket) answer += piece;
  return answer;
}

describe("an upload that is not the caller's is not there", () => {
  test.each(["HEAD", "PATCH", "DELETE"])("for %s", async (method) => {
    const { tenant, server } = fixture;
    const colleague = tusClient(() => server.address, tenant.keys.Admin);
    const nobodys = `${UPLOADS}/${encodeId("blob", newUuid())}`;
    const ask = async (client: TusClient, path: string) => {
      const { status, problem } = await client.ask(method, path, at10, method === "PATCH" ? body : undefined);
      const { code, detail } = problem;
      return { status, code, detail };
    };
    const missing = await ask(tus, nobodys);
    expect(missing.status).toBe(404);
    for (const client of [other, colleague]) expect(await ask(client, begun)).toEqual(missing);
    for (const path of [`${UPLOADS}/1`, `${UPLOADS}/${tenant.tenantId}`, `${UPLOADS}/..%2f..`, `${UPLOADS}/%00`])
      expect({ path, status: (await ask(tus, path)).status }).toEqual({ path, status: 404 });
    expect(await tus.offset(begun)).toBe(10);
  });

  test("nor can it be imported, and one's own only when it is whole", async () => {
    const { tenant, collection } = fixture;
    const whole = await tus.begin(6);
    await tus.patch(whole, 0, Buffer.from("title\n"));
    const importing = async (role: "Admin" | "Developer", path: string, options: object = {}) => {
      const content = JSON.stringify({ collection, upload: path.split("/").at(-1), ...options });
      const { status, text: said } = await tenant.rest(role, "POST", "/v1/imports", content, {
        "content-type": "application/json",
      });
      return { ...(JSON.parse(said) as { code?: string; errors?: { pointer: string; code: string }[] }), status };
    };
    expect(await importing("Admin", whole)).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect(await importing("Developer", begun)).toMatchObject({
      status: 409,
      code: "CONFLICT",
      errors: [{ pointer: "/upload", code: "UPLOAD_UNFINISHED" }],
    });
    for (const wrong of [{ mode: "often" }, { format: "xlsx" }, { encoding: 7 }])
      expect(await importing("Developer", whole, wrong)).toMatchObject({
        status: 400,
        code: "BAD_USER_INPUT",
        errors: [{ pointer: `/${Object.keys(wrong)[0]}` }],
      });
    expect(await importing("Developer", whole)).toMatchObject({ status: 202 });
    expect(await importing("Developer", whole)).toMatchObject({
      status: expect.toSatisfy((one) => one === 409 || one === 410),
    });
    const gone = await tus.begin(1);
    await tus.ask("DELETE", gone);
    expect(await importing("Developer", gone)).toMatchObject({ status: 410, code: "UPLOAD_EXPIRED" });
    expect(await importing("Admin", gone)).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });
});

/** The answer is this refusal, with the header to blame, and nothing of the tenant has changed. */
async function refused(ask: () => ReturnType<TusClient["ask"]>, code: ErrorCode, header?: string): Promise<void> {
  const before = await fixture.state();
  const { status, problem, headers } = await ask();
  expect({ code: problem.code, status }).toEqual({ code, status: ERROR_STATUS[code] });
  expect(problem.detail).toMatch(/^\S.{20,}\.$/);
  if (code === "UNSUPPORTED_TUS_VERSION") expect(headers.get("tus-version")).toBe("1.0.0");
  if (header !== undefined) expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([`/${header}`]);
  expect(await fixture.state()).toBe(before);
}
