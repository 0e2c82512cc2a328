import type { Principal } from "@bulkhead/kernel/principal.ts";
import type { ExecutionResult } from "graphql";
import { cursorOf } from "./event.ts";

/** An event on its way to one subscriber or to many, and what it was answered with, once for all of them. */
export interface Item {
  event: unknown;
  answer?: Promise<ExecutionResult>;
}

/** Asks the subgraph for events after a cursor; null for those to come. */
export type OpenSource = (after: string | null) => Promise<AsyncIterable<unknown>>;

/** Events that wait for a member before it goes on alone. */
const QUEUE = 128;

const limitedTo = new WeakMap<ReadonlySet<string>, string>();

/** Equal for those who may see the same: tenant, permissions, and the collections that a role is limited to. */
export function audienceKey(principal: Principal): string {
  return `${principal.tenantId}\n${principal.permissionsKey}\n${reachKey(principal)}`;
}

/** Equal for equal collections that a role is limited to. */
export function reachKey({ collections }: Principal): string {
  if (!collections) return "*";
  let names = limitedTo.get(collections);
  if (names === undefined) {
    names = [...collections].sort().join(" ");
    limitedTo.set(collections, names);
  }
  return names;
}

interface Member {
  queue: Item[];
  /** It was too slow, and what came behind its queue was dropped: it reads on alone. */
  behind: boolean;
  ending: { error?: unknown } | undefined;
  wake(): void;
}

interface Audience {
  opened: Promise<void>;
  join(): Member;
  leave(member: Member): void;
}

/** Audiences of one document, by who they are and what they ask. */
export type Audiences = Map<string, Audience>;

/**
 * What is to come, read once for everybody of the audience. Each has a queue of its own, so that nobody waits for a slow
 * one: whoever falls behind goes on with a source of its own, from where it stood. Rejects when the source refuses.
 */
export async function joinAudience(
  audiences: Audiences,
  key: string,
  field: string,
  open: OpenSource,
): Promise<AsyncIterator<Item>> {
  const audience = audiences.get(key) ?? found(audiences, key, open);
  // Before the source is open: whatever it brings is for this member too.
  const member = audience.join();
  try {
    await audience.opened;
  } catch (error) {
    audience.leave(member);
    throw error;
  }
  return memberIterator(audience, member, field, open);
}

function found(audiences: Audiences, key: string, open: OpenSource): Audience {
  const made = createAudience(open, () => {
    // Another may have come in its place while the source was ending.
    if (audiences.get(key) === made) audiences.delete(key);
  });
  audiences.set(key, made);
  return made;
}

function createAudience(open: OpenSource, onEmpty: () => void): Audience {
  const members = new Set<Member>();
  let source: AsyncIterator<unknown> | undefined;
  let over = false;

  function finish(ending: Member["ending"]): void {
    over = true;
    onEmpty();
    for (const member of members) {
      member.ending = ending;
      member.wake();
    }
  }

  async function pump(events: AsyncIterator<unknown>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await events.next();
        if (done || over) return finish({});
        const item: Item = { event: value };
        for (const member of members) offer(member, item);
      }
    } catch (error) {
      finish({ error });
    }
  }

  const opened = open(null).then(
    (events) => {
      source = events[Symbol.asyncIterator]();
      if (over) close(source);
      else void pump(source);
    },
    (error: unknown) => {
      over = true;
      onEmpty();
      throw error;
    },
  );
  // Whoever joined hears of it where it waits.
  opened.catch(() => {});
  return {
    opened,
    join() {
      const member: Member = { queue: [], behind: false, ending: undefined, wake: () => {} };
      members.add(member);
      return member;
    },
    leave(member) {
      if (!members.delete(member) || members.size > 0 || over) return;
      over = true;
      onEmpty();
      if (source) close(source);
    },
  };
}

function offer(member: Member, item: Item): void {
  if (member.behind) return;
  if (member.queue.length < QUEUE) member.queue.push(item);
  else {
    // The first is kept: behind it the member knows where to read on.
    member.queue.length = 1;
    member.behind = true;
  }
  member.wake();
}

/** Not awaited: a source that waits for its next event may only return after it. */
function close(source: AsyncIterator<unknown>): void {
  Promise.resolve(source.return?.()).catch(() => {});
}

function memberIterator(audience: Audience, member: Member, field: string, open: OpenSource): AsyncIterator<Item> {
  let own: AsyncIterator<unknown> | undefined;
  let last: string | undefined;
  let ended = false;

  async function next(): Promise<IteratorResult<Item, undefined>> {
    while (!ended) {
      if (own) return itemOf(await own.next());
      const item = member.queue.shift();
      if (item) {
        last = cursorOf(item.event, field);
        return { done: false, value: item };
      }
      if (member.behind && last !== undefined) await readAlone(last);
      else if (member.ending) {
        if ("error" in member.ending) throw member.ending.error;
        break;
      } else await new Promise<void>((resolve) => Object.assign(member, { wake: resolve }));
    }
    return { done: true, value: undefined };
  }

  async function readAlone(after: string): Promise<void> {
    audience.leave(member);
    own = (await open(after))[Symbol.asyncIterator]();
    if (ended) close(own);
  }

  return {
    next,
    async return() {
      ended = true;
      audience.leave(member);
      member.wake();
      if (own) close(own);
      return { done: true, value: undefined };
    },
  };
}

function itemOf({ done, value }: IteratorResult<unknown>): IteratorResult<Item, undefined> {
  return done ? { done: true, value: undefined } : { done: false, value: { event: value } };
}

/** The items of a source that somebody has alone. */
export function itemsOf(source: AsyncIterable<unknown>): AsyncIterator<Item> {
  const iterator = source[Symbol.asyncIterator]();
  return {
    next: async () => itemOf(await iterator.next()),
    async return() {
      close(iterator);
      return { done: true, value: undefined };
    },
  };
}
