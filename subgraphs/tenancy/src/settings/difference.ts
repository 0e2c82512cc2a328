import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { DECLARED, type Declared, type SomeValues } from "./declared.ts";
import { valueIn } from "./layers.ts";

/** One setting that a version made different, by what the tenant said itself. */
export interface SettingDifference {
  /** `group.name` */
  path: string;
  /** Null: the tenant said nothing, and what plan and operator say holds. Of a secret always null. */
  before: unknown;
  after: unknown;
  isSecret: boolean;
}

/** What differs between two documents, in the order of the declarations. */
export function differenceOf(before: SomeValues, after: SomeValues): SettingDifference[] {
  return DECLARED.flatMap((declared) => {
    const [was, is] = [valueIn(before, declared), valueIn(after, declared)];
    if (isDeepStrictEqual(shown(declared, was), shown(declared, is))) return [];
    const isSecret = declared.setting.isSecret === true;
    const [one, other] = isSecret ? [null, null] : [shown(declared, was), shown(declared, is)];
    return [{ path: declared.path, before: one, after: other, isSecret }];
  });
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** As lists of changes show a value. Those that are read for lists have the digest of a large one already. */
function shown({ setting }: Declared, value: unknown): unknown {
  if (!setting.isLarge || typeof value !== "string" || DIGEST.test(value)) return value ?? null;
  return `sha256:${createHash("sha256").update(value).digest("hex")}`;
}
