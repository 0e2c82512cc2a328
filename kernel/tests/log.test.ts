import { createLog } from "@bulkhead/kernel/log.ts";
import { expect, test } from "vitest";

test("a line is one JSON object, and secrets in it are cut out wherever they stand", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line) => lines.push(line) } });
  const key = `bh_live_01h455vb4pex5vsknk084sn02q_${"x".repeat(43)}abc123`;
  const clientSecret = `bhs_${"y".repeat(43)}`;
  log.error(
    {
      err: new Error(`refused ${key}`),
      body: `client_secret=${clientSecret}&grant_type=client_credentials`,
      headers: { authorization: "Bearer eyJhbGciOi.J9.abc" },
      url: "postgres://u:hunter2@db/x",
      link: "https://api.example/v1/exports/xpt_1/file?signature=sig-na_ture&x=1",
    },
    `with ${key}`,
  );
  const text = lines.join("");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(text)).toMatchObject({ level: "error" });
  for (const secret of [key, clientSecret.slice(4), "eyJhbGciOi", "hunter2", "sig-na_ture"])
    expect(text).not.toContain(secret);
});
