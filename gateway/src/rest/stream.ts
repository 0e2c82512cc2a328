import { stringifyJson } from "@bulkhead/kernel/json-text.ts";
import type { ExecutionResult } from "graphql";
import type { PublicError } from "../errors/format.ts";
import { toProblem } from "../errors/problem.ts";
import type { StreamFormat } from "../stream/serve.ts";
import type { RestShape } from "./shape.ts";
import { toRest } from "./shape.ts";

/**
 * What happened comes as `message`, which is all that a page listens for by `onmessage`; `problem` says that one of them
 * could not be read, and `closed` why nothing more comes. A browser comes back by itself, and is refused if it may not.
 */
export function restStream(shape: RestShape, path: readonly string[], instance: string): StreamFormat {
  const closed = ([error]: readonly PublicError[]) =>
    error ? [{ name: "closed", data: JSON.stringify(toProblem(error, instance)) }] : [];
  const texts = new WeakMap<ExecutionResult, string>();
  return {
    answer(result) {
      const [error] = (result.errors ?? []) as unknown as PublicError[];
      if (error) return { name: "problem", data: JSON.stringify(toProblem(error, instance)) };
      let text = texts.get(result);
      if (text === undefined) {
        let found: unknown = result.data;
        for (const name of path) found = (found as Record<string, unknown> | null | undefined)?.[name];
        text = stringifyJson(toRest(shape, found));
        texts.set(result, text);
      }
      return { data: text };
    },
    refusal: closed,
    end: () => [],
  };
}
