import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const library = path.join(
  path.dirname(createRequire(import.meta.url).resolve("tus-js-client/package.json")),
  "dist/tus.min.js",
);

/** `sent` is how the upload ended; `held` comes from the test and lets the rest go. */
const PAGE = `<!doctype html><html lang="en"><title>Uploads</title><script src="/tus.js"></script><script>
window.send = (text, { endpoint, key, chunkSize }) => new Promise((resolve, reject) => {
  const upload = new tus.Upload(new Blob([text]), {
    endpoint, chunkSize, retryDelays: [100, 300, 1000, 3000],
    headers: { authorization: "Bearer " + key },
    metadata: { filename: "browser.txt" },
    onBeforeRequest: (request) => request.getHeader("Upload-Offset") === String(chunkSize) ? window.held() : undefined,
    onSuccess: () => resolve(upload.url),
    onError: reject,
  });
  upload.start();
});
</script><body>Uploads</body></html>`;

/** A page of its own origin that sends files with tus-js-client. */
export async function startUploadPage(home: string): Promise<{ stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url === "/tus.js")
      return response.setHeader("content-type", "text/javascript").end(readFileSync(library));
    return response.setHeader("content-type", "text/html").end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(home).port), "localhost", resolve));
  return {
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
