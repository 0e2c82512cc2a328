import { describeUserAgent } from "../accounts/user-agent.ts";
import type { Payload } from "./artifact.ts";
import { currentExchange } from "./exchange.ts";
import type { Store } from "./store.ts";

/**
 * Notes for its owner that a sign-in session is used, by what and from where: at once when somebody signs in, and then at
 * most once a minute. A session that has ended is not used any more, whatever a late request still saves.
 */
export async function noteSessionUse(store: Store, { uid, accountId, loginTs }: Payload): Promise<void> {
  const { request, userAgent } = currentExchange();
  await store.query({
    name: "note_session_use",
    text: `insert into identity.account_session as known (uid, account_id, user_agent, network, created_at)
           select $1, id, $3, $4, to_timestamp($5::float8) from identity.account
           where id = $2 and not exists (
             select from identity.account_session where uid = $1 and account_id = $2
               and created_at = to_timestamp($5::float8) and last_used_at > now() - interval '1 minute')
           on conflict (uid) do update set account_id = excluded.account_id, user_agent = excluded.user_agent,
             network = excluded.network, created_at = excluded.created_at, last_used_at = now()
             where known.ended_at is null`,
    values: [uid, accountId, describeUserAgent(userAgent), request.clientAddress, loginTs ?? 0],
  });
}
