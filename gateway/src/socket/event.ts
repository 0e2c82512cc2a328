import { AppError } from "@bulkhead/kernel/error.ts";

/** Subgraphs yield the change itself, or an object that has it under the field's name as graphql-js expects. */
function changeIn(event: unknown, field: string): { cursor?: unknown; paced?: unknown } {
  const { [field]: inner = event } = event as Record<string, unknown>;
  return inner as { cursor?: unknown; paced?: unknown };
}

export function cursorOf(event: unknown, field: string): string {
  const { cursor } = changeIn(event, field);
  if (typeof cursor !== "string")
    throw new AppError("INTERNAL_SERVER_ERROR", "The event has no cursor. Subscribe again.");
  return cursor;
}

/** Whether it was read at the subscriber's own pace and not pushed by what others do: then it may wait. */
export function isPaced(event: unknown, field: string): boolean {
  return changeIn(event, field).paced === true;
}
