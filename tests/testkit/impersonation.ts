import type { TestOperator } from "./operators.ts";

export const START = `mutation ($i: StartImpersonationInput!) { startImpersonation(input: $i) {
  accessToken impersonation { id operatorId userId mode reason createdAt expiresAt endedAt } } }`;
export const END =
  "mutation ($i: EndImpersonationInput!) { endImpersonation(input: $i) { impersonation { id endedAt } } }";
export const REASON = "Ticket 4711: the import shows no records";

interface Started {
  accessToken: string;
  impersonation: { id: string; expiresAt: string; createdAt: string };
}

/** Whom an operator acts as, and whatever else is not as usual. */
type Given = { tenantId: string; userId: string } & Record<string, unknown>;

const ask = (operator: TestOperator, given: Given) =>
  operator.graphql(START, { reason: REASON, minutes: 15, ...given });

export async function startImpersonation(operator: TestOperator, given: Given): Promise<Started> {
  const { data, errors } = await ask(operator, given);
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { startImpersonation: Started }).startImpersonation;
}

export async function refusedImpersonation(operator: TestOperator, given: Given) {
  return (await ask(operator, given)).errors?.[0];
}
