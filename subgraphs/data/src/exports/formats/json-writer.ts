import type { RecordWriter } from "./writer.ts";

/** A JSON document that is one array, a record on each line. */
export function createJsonWriter(): RecordWriter {
  return {
    head: "[",
    record: (data, isFirst) => `${isFirst ? "" : ","}\n${JSON.stringify(data)}`,
    tail: (isEmpty) => (isEmpty ? "]\n" : "\n]\n"),
  };
}

/** A JSON object on each line. */
export function createNdjsonWriter(): RecordWriter {
  return { head: "", record: (data) => `${JSON.stringify(data)}\n`, tail: () => "" };
}
