-- Proofs of possession that were used (RFC 9449 section 11.1): each opens one request, whichever process it reaches.
create table platform.seen_proof (
  digest     bytea       not null primary key check (length(digest) = 32),
  expires_at timestamptz not null
);
create index seen_proof_expiry on platform.seen_proof (expires_at);
comment on column platform.seen_proof.digest     is 'INTERNAL: SHA-256 of the key''s thumbprint and the proof''s jti; neither can be had from it';
comment on column platform.seen_proof.expires_at is 'INTERNAL: from when on the proof is too old in any case, and this row may go';

grant select, insert, delete on platform.seen_proof to bulkhead_gateway;
