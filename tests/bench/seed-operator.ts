import { digestToken, makeToken } from "@bulkhead/identity/src/accounts/mail-proofs.ts";
import { TOKEN_PREFIX } from "@bulkhead/identity/src/operators/sessions.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import pg from "pg";

/** An operator of support who proved both factors a moment ago, and their token for programs. As superuser. */
export async function seedOperatorToken(url: string): Promise<string> {
  const [operatorId, sessionId, token] = [newUuid(), newUuid(), makeToken()];
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `insert into identity.operator
         (id, email, email_key, name, role, password_hash, password_changed_at, totp_sealed, created_by)
       values ($1, 'bench@operators.example', 'bench@operators.example', 'Bench', 'SUPPORT', 'none', now(), '', 'platform')`,
      [operatorId],
    );
    await client.query(
      `insert into identity.operator_session (id, operator_id, digest, proved_at, user_agent)
       values ($1, $2, $3, now(), 'bench')`,
      [sessionId, operatorId, digestToken(makeToken())],
    );
    await client.query(
      `insert into identity.operator_token (id, session_id, digest, expires_at)
       values ($1, $2, $3, now() + interval '1 hour')`,
      [newUuid(), sessionId, digestToken(token)],
    );
  } finally {
    await client.end();
  }
  return `${TOKEN_PREFIX}${token}`;
}
