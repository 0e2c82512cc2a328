/** What oidc-provider keeps of a session, code, token or proof, without its id. */
export type Payload = Record<string, unknown>;

export interface Artifact {
  payload: Payload;
  tenantId: string | null;
  /** Seconds since it was used; undefined while it was not. */
  usedSecondsAgo: number | undefined;
  replay: Buffer | null;
  replayFor: Buffer | null;
}

export interface NewArtifact {
  model: string;
  id: string;
  payload: Payload;
  /** For how long it is kept, in seconds. */
  keepSeconds: number;
  tenantId?: string | undefined;
  grantId?: string | undefined;
  accountId?: string | undefined;
  sessionUid?: string | undefined;
  clientId?: string | undefined;
  userCode?: Buffer | undefined;
}
