import type { FieldFault } from "@bulkhead/kernel/error.ts";

/** What there is to know of one setting. Everything that checks, shows or documents it asks here. */
export interface Setting<T> {
  /** Its type in GraphQL. */
  readonly type: "Boolean" | "Int" | "String" | "[String!]" | "MfaPolicy";
  /** What holds where nobody set anything. */
  readonly standard: T;
  /** What it means, as the schema and docs/settings.md say it. */
  readonly description: string;
  /** What it may be, in words. */
  readonly bounds: string;
  /** What acts on it, and when. */
  readonly acts: string;
  /** Whether every process keeps it for every tenant (kernel/tenant-settings.ts). */
  readonly isPushed?: true;
  /** Written and never read: kept sealed apart from the document, which has the version that set it. */
  readonly isSecret?: true;
  /** Too long for lists of changes, which show its digest. */
  readonly isLarge?: true;
  /** What plan and operator say is the most; otherwise it is what holds where the tenant says nothing. */
  readonly isCeiling?: true;
  /** Whether it is the tenant's alone, and neither plan nor operator may say anything about it. */
  readonly isOwn?: true;
  /** Whether the operator decides and the tenant only reads. */
  readonly isOperators?: true;
  /** The value as it is kept. Faults are added to `faults`, and what comes back then is worth nothing. */
  read(given: unknown, path: string, faults: FieldFault[]): T;
  /** What somebody should know before they change it so. */
  warn?(before: T, after: T): string | undefined;
}

type Said<T> = Omit<Setting<T>, "type" | "read" | "bounds">;

export function fault(path: string, code: string, message: string): FieldFault {
  return { path, code, message };
}

export function flag(said: Said<boolean>): Setting<boolean> {
  return {
    ...said,
    type: "Boolean",
    bounds: "true or false",
    read(given, path, faults) {
      if (typeof given !== "boolean") faults.push(fault(path, "INVALID_TYPE", "Give true or false."));
      return given as boolean;
    },
  };
}

export function oneOf<const T extends string>(values: readonly T[], said: Said<T>): Setting<T> {
  return {
    ...said,
    type: "MfaPolicy",
    bounds: values.map((value) => `\`${value}\``).join(", "),
    read(given, path, faults) {
      if (!(values as readonly unknown[]).includes(given))
        faults.push(fault(path, "INVALID_CHOICE", `Give one of ${values.join(", ")}.`));
      return given as T;
    },
  };
}

interface Whole {
  min: number;
  max: number;
  /** In the plural. */
  unit: string;
}

const inWords = new Intl.NumberFormat("en");

/** A whole number that is always there. */
export function whole({ min, max, unit }: Whole, said: Said<number>): Setting<number> {
  return { ...said, type: "Int", bounds: boundsOf({ min, max, unit }), read: readerOf({ min, max, unit }) };
}

/** A whole number, or none. */
export function limit({ min, max, unit }: Whole, said: Omit<Said<number | null>, "standard">): Setting<number | null> {
  const bounds = boundsOf({ min, max, unit });
  return { ...said, standard: null, type: "Int", bounds, read: readerOf({ min, max, unit }) };
}

function boundsOf({ min, max, unit }: Whole): string {
  return `${inWords.format(min)} to ${inWords.format(max)} ${unit}`;
}

function readerOf(which: Whole) {
  return (given: unknown, path: string, faults: FieldFault[]): number => {
    const { min, max, unit } = which;
    if (!Number.isInteger(given) || (given as number) < min || (given as number) > max)
      faults.push(fault(path, "OUT_OF_RANGE", `Give a whole number of ${unit} from ${min} to ${max}.`));
    return given as number;
  };
}

/** A text or none; `check` answers the text as it is kept. */
export function text(
  bounds: string,
  check: (given: string, path: string, faults: FieldFault[]) => string,
  said: Omit<Said<string | null>, "standard">,
): Setting<string | null> {
  return {
    ...said,
    standard: null,
    type: "String",
    bounds,
    read(given, path, faults) {
      if (typeof given === "string") return check(given, path, faults);
      faults.push(fault(path, "INVALID_TYPE", "Give a text."));
      return null;
    },
  };
}

interface Several {
  max: number;
  bounds: string;
  /** One as it is kept; undefined for what is none. */
  check(given: string): string | undefined;
  /** What to give, for whoever gave something else. */
  wanted: string;
}

/** A list without repetitions, in the order of its texts. */
export function list(
  { max, bounds, check, wanted }: Several,
  said: Omit<Said<readonly string[]>, "standard">,
): Setting<readonly string[]> {
  return {
    ...said,
    standard: Object.freeze([]),
    type: "[String!]",
    bounds: `at most ${max}; ${bounds}`,
    read(given, path, faults) {
      if (!Array.isArray(given) || given.length > max) {
        faults.push(fault(path, "TOO_MANY", `Give a list of at most ${max}.`));
        return [];
      }
      const read = given.map((one, at) => {
        const kept = typeof one === "string" ? check(one) : undefined;
        if (kept === undefined) faults.push(fault(`${path}.${at}`, "INVALID_ENTRY", wanted));
        return kept ?? "";
      });
      return [...new Set(read)].sort();
    },
  };
}
