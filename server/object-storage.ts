import type { S3Bytes } from "@bulkhead/kernel/blob-s3.ts";
import type { Settings } from "./config.ts";

type StorageSettings = Pick<Settings, "s3Bucket" | "s3Region" | "s3Endpoint" | "s3PathStyle">;

/** S3 from its own module, which loads an SDK that nobody else needs. */
export async function openBytes({
  s3Bucket,
  s3Region,
  s3Endpoint,
  s3PathStyle,
}: StorageSettings): Promise<"postgres" | S3Bytes> {
  if (s3Bucket === undefined) return "postgres";
  const { openS3Bytes } = await import("@bulkhead/kernel/blob-s3.ts");
  const bytes = openS3Bytes({
    bucket: s3Bucket,
    region: s3Region,
    pathStyle: s3PathStyle === "yes",
    ...(s3Endpoint === undefined ? {} : { endpoint: s3Endpoint }),
  });
  await bytes.check();
  return bytes;
}
