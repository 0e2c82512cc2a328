import { readFileSync } from "node:fs";
import type { Permission } from "./permission.ts";

/** How sensitive a value is; fields, columns and events all carry one of these. */
export const DATA_CLASSES = ["PUBLIC", "INTERNAL", "PERSONAL", "HEALTH", "SECRET"] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

export interface OutboxEventType {
  version: number;
  description: string;
  /** Who may receive it. */
  permission: Permission;
  dataClass: DataClass;
  /** JSON Schema (2020-12) of the payload. */
  payload: Record<string, unknown>;
}

export interface AuditEventType {
  version: number;
  description: string;
  permission: Permission;
  dataClass: DataClass;
  /** Kind of thing acted on. */
  target: string;
  /** JSON Schema (2020-12) of the non-personal `detail`. */
  detail: Record<string, unknown>;
}

export interface EventCatalogue {
  outbox: Record<string, OutboxEventType>;
  audit: Record<string, AuditEventType>;
}

/** schema/events.json declares every event once; an undeclared one cannot be written. */
export const events: EventCatalogue = JSON.parse(
  readFileSync(new URL("../schema/events.json", import.meta.url), "utf8"),
);
