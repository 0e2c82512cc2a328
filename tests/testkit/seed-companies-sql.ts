/** Companies `from` to `to`, of `tenants` in all, as SQL. */
export interface CompanyBatch {
  from: number;
  to: number;
  tenants: number;
  members: number;
  passwordHash: string;
}

interface Made {
  text: string;
  values?: unknown[];
}

/** How a public id is written (kernel/id.ts): 128 bits, behind two that are nothing, in 26 characters of five. */
const LETTERS = Array.from(
  { length: 26 },
  (_, at) => `substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + substring(bits from ${at * 5 + 1} for 5)::int, 1)`,
).join(" || ");

const publicId = (prefix: string, column: string) =>
  `(select '${prefix}_' || ${LETTERS} from (select b'00' || ('x' || replace(${column}::text, '-', ''))::bit(128) as bits) as of_id)`;

export const TEMPORARY_TABLES = [
  `create temporary table company
     (n int primary key, tenant_id uuid, public_id text, founded_at timestamptz, slug text, name text)`,
  `create temporary table person (n int, m int, account_id uuid, user_id uuid, public_user text, member_id uuid,
     public_member text, joined_at timestamptz, email text, primary key (n, m))`,
];

/** Two words and a number, which alone is unlike any other tenant's. */
const WORDS = {
  first: ["amber", "birch", "cobalt", "delta", "ember", "fjord", "granite", "harbour", "indigo", "juniper"],
  second: [
    "analytics",
    "bakery",
    "clinics",
    "dynamics",
    "energy",
    "foods",
    "garage",
    "housing",
    "insurance",
    "joinery",
  ],
};

/** One tenant in a hundred is suspended; nobody of it is asked about. */
const SUSPENDED = 51;

/** The last 300 days, so that nothing that is swept after days is missing. */
const FOUNDED = "now() - interval '8 days' - interval '300 days' * (1 - n / $3::float8)";

export function COMPANY_STATEMENTS({ from, to, tenants, members, passwordHash }: CompanyBatch): Made[] {
  return [
    { text: "truncate person" },
    {
      text: `insert into company (n, tenant_id, public_id, founded_at, slug, name)
             select n, tenant_id, ${publicId("ten", "tenant_id")}, ${FOUNDED},
               a || '-' || b || '-' || lpad(n::text, 6, '0'), initcap(a || ' ' || b) || ' ' || lpad(n::text, 6, '0')
             from generate_series($1::int, $2::int - 1) as n,
               lateral (select uuidv7(${FOUNDED} - now()) as tenant_id) as made,
               lateral (select ($4::text[])[1 + n % 10] as a, ($5::text[])[1 + n / 10 % 10] as b) as words`,
      values: [from, to, tenants, WORDS.first, WORDS.second],
    },
    {
      text: `insert into person
               (n, m, account_id, user_id, public_user, member_id, public_member, joined_at, email)
             select n, m, uuidv7(at - now() - interval '1 minute'), user_id, ${publicId("usr", "user_id")},
               member_id, ${publicId("mem", "member_id")}, at,
               'person' || m || '@company' || n || '.example'
             from company, generate_series(0, $3::int - 1) as m,
               lateral (select founded_at + m * interval '17 hours' as at) as joined,
               lateral (select uuidv7(at - now()) as user_id, uuidv7(at - now()) as member_id) as made
             where n >= $1 and n < $2`,
      values: [from, to, members],
    },
    { text: "analyze company, person" },
    {
      text: `insert into tenancy.tenant
               (tenant_id, slug, name, created_at, status, suspended_reason, plan, region, template, template_version)
             select tenant_id, slug, name, founded_at,
               case when n % 100 = ${SUSPENDED} then 'SUSPENDED' else 'ACTIVE' end,
               case when n % 100 = ${SUSPENDED} then 'does not pay' end, 'standard', 'default', 'standard', 1
             from company where n >= $1 and n < $2`,
      values: [from, to],
    },
    {
      text: `insert into tenancy.tenant_slug (slug, owner) select slug, tenant_id from company where n >= $1 and n < $2`,
      values: [from, to],
    },
    {
      text: `insert into platform.tenant_plan (tenant_id, plan) select tenant_id, 'standard' from company where n >= $1 and n < $2`,
      values: [from, to],
    },
    {
      text: `insert into identity.account (id, email, email_key, password_hash, name, created_at, email_verified_at, password_changed_at)
             select account_id, email, email, $1, 'Person ' || m, joined_at, joined_at, joined_at from person`,
      values: [passwordHash],
    },
    {
      text: `insert into identity."user" (tenant_id, id, email, email_key, name, created_at, activated_at)
             select tenant_id, user_id, email, email, 'Person ' || m, joined_at, joined_at from person join company using (n)`,
    },
    {
      text: `insert into identity.account_user (account_id, tenant_id, user_id, linked_at)
             select account_id, tenant_id, user_id, joined_at from person join company using (n)`,
    },
    // The triggers count them.
    {
      text: `insert into tenancy.member (tenant_id, id, user_id, role, created_at)
             select tenant_id, member_id, user_id, case m when 0 then 'Admin' when 1 then 'Developer' else 'Viewer' end, joined_at
             from person join company using (n)`,
    },
    {
      text: `insert into identity.onboarding (id, account_id, tenant_id, user_id, slug, name, template, template_version,
               step, created_at, expires_at, done_at)
             select uuidv7(founded_at - now()), account_id, tenant_id, user_id, slug, name, 'standard', 1, 'DONE',
               founded_at, founded_at + interval '1 hour', founded_at
             from person join company using (n) where m = 0`,
    },
    {
      text: `insert into tenancy.invitation (tenant_id, id, email, email_key, role, state, digest, is_mailed, sent_at,
               invited_by, created_at, expires_at, ended_at, accepted_by)
             select tenant_id, uuidv7(joined_at - now()), email, email, case m when 1 then 'Developer' else 'Viewer' end, 'ACCEPTED',
               sha256(uuid_send(user_id)), true, array[joined_at], 'usr_' || left(md5(n::text), 26), joined_at,
               joined_at + interval '7 days', joined_at, user_id
             from person join company using (n) where m > 0`,
    },
    // Some tenants have set something, some have a role of their own.
    {
      text: `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by, created_at)
             select tenant_id, version, jsonb_build_object('security', jsonb_build_object('sessionHours', 12 + n % 100)),
               'usr_' || left(md5(n::text), 26), founded_at
             from company, generate_series(1, 2) as version where n >= $1 and n < $2 and n % 4 = 0`,
      values: [from, to],
    },
    {
      text: `insert into tenancy.role (tenant_id, id, name, description, permissions, created_by, created_at, updated_at)
             select tenant_id, uuidv7(founded_at - now()), 'Clerk', '', array['tenant:read', 'record:read'],
               'usr_' || left(md5(n::text), 26), founded_at, founded_at
             from company where n >= $1 and n < $2 and n % 10 = 0`,
      values: [from, to],
    },
    // Who is signed in at the moment: one in ten.
    {
      text: `insert into identity.account_session (uid, account_id, user_agent, network, created_at, last_used_at)
             select md5(account_id::text), account_id, 'Firefox on Linux', '203.0.113.7', now(), now() from person
             where (n + m) % 10 = 0`,
    },
    {
      text: `insert into identity.oidc_artifact (model, digest, payload, account_id, session_uid, expires_at)
             select 'Session', sha256(uuid_send(account_id)),
               jsonb_build_object('uid', md5(account_id::text), 'kind', 'Session', 'accountId', account_id, 'acr', 'pwd',
                 'amr', '["pwd"]'::jsonb, 'loginTs', extract(epoch from now())::int),
               account_id, md5(account_id::text), now() + interval '14 days'
             from person where (n + m) % 10 = 0`,
    },
    {
      text: `insert into identity.known_device (id, account_id, digest, user_agent)
             select uuidv7(), account_id, sha256(uuid_send(account_id)), 'Firefox on Linux' from person`,
    },
    {
      // Leaf and personal part are of the right length and open nothing: nobody verifies these logs.
      text: `insert into platform.audit_event
               (tenant_id, id, action, actor_id, target_id, outcome, occurred_at, body, personal, leaf)
             select tenant_id, id, act, public_user, target, 'SUCCEEDED', joined_at,
               jsonb_build_object('v', 1, 'id', 'aud_' || left(replace(id::text, '-', ''), 26), 'tenant', public_id,
                 'action', act, 'version', 1, 'actor', jsonb_build_object('kind', 'user', 'id', public_user),
                 'target', jsonb_build_object('type', split_part(act, '.', 1), 'id', target), 'outcome', 'SUCCEEDED',
                 'requestId', 'req_' || left(replace(id::text, '-', ''), 26), 'occurredAt', joined_at, 'detail', '{}'::jsonb,
                 'commitments', jsonb_build_object('clientAddress', encode(sha256(uuid_send(id)), 'base64'))),
               jsonb_build_object('clientAddress',
                 jsonb_build_object('value', '203.0.113.7', 'salt', left(md5(id::text), 22))),
               sha256(uuid_send(id))
             from person join company using (n),
               unnest(case m when 0 then array['user.join', 'member.add', 'tenant.create'] else array['member.add'] end) as act,
               lateral (select uuidv7(joined_at - now()) as id,
                 case act when 'tenant.create' then public_id when 'user.join' then public_user else public_member end
                   as target) as made`,
    },
  ];
}

/** `$1` tenants, spread evenly. */
export const SAMPLE = `
  with chosen as (
    select distinct n from generate_series(0, $1::int - 1) as at, lateral (
      select (at * (select count(*) from company) / $1)::int as n) as place
    where n % 100 <> ${SUSPENDED}
  )
  select tenant_id as "tenantId", slug, company.name,
    (select jsonb_build_object('email', email, 'accountId', account_id, 'userId', user_id)
     from identity.account_user join identity.account on id = account_id
     where account_user.tenant_id = company.tenant_id and email like 'person0@%') as founder,
    (select jsonb_build_object('email', email, 'accountId', account_id, 'userId', user_id)
     from identity.account_user join identity.account on id = account_id
     where account_user.tenant_id = company.tenant_id and email like 'person1@%') as person
  from company join chosen using (n) order by n`;

/** The founders of tenants `$1` become users and Viewers of others, so that each is in `$2`. */
export const SECOND_HOMES = `
  with home as (
    select account.id as account_id, account.email, other.tenant_id, uuidv7() as user_id
    from company join identity.onboarding using (tenant_id) join identity.account on account.id = account_id,
      lateral (select count(*)::int as total from company) as counted,
      generate_series(1, $2::int - 1) as hop,
      lateral (select (company.n + hop * 7) % total as place) as next,
      lateral (select tenant_id from company as far where far.n = place + (place % 100 = ${SUSPENDED})::int) as other
    where company.tenant_id = any($1::uuid[]) and other.tenant_id <> company.tenant_id
  ), users as (
    insert into identity."user" (tenant_id, id, email, email_key, name, activated_at)
    select tenant_id, user_id, email, email, 'Founder', now() from home
  ), links as (
    insert into identity.account_user (account_id, tenant_id, user_id)
    select account_id, tenant_id, user_id from home
  )
  insert into tenancy.member (tenant_id, id, user_id, role)
  select tenant_id, uuidv7(), user_id, 'Viewer' from home`;

export const KEYS = `
  insert into identity.api_key (tenant_id, id, name, role, pepper_version, digest, created_by)
  select tenant_id, id, 'bench', 'Developer', $4, digest, 'platform'
  from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as k (tenant_id, id, digest)`;
