import { constants, setPriority } from "node:os";
import { hashSync, verifySync } from "@node-rs/argon2";
import { worker } from "workerpool";
import { HASHING } from "./password-hash.ts";

/**
 * The process that hashes, and nothing else: passwords.ts starts it. Its priority is below everything that answers
 * requests, so a core that is wanted by both goes to the request. Hashing happens in this thread, whose priority it is:
 * on Linux a priority is a thread's own.
 */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

// A signal to the whole group or unit is for the server, which may need hashes until it has drained. This process ends
// when it is told to, or when the server is gone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

// A result that no server is there to take.
process.on("error", () => process.exit(1));

worker({
  hash: (password: string) => hashSync(password, HASHING),
  verify: (hash: string, password: string) => verifySync(hash, password),
});
