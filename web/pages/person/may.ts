import { useAnswer } from "../../api/queries.ts";
import { useMe } from "../../shell/me.ts";

/** Whether the person at the screen administers. Buttons that the server would refuse are not drawn; it decides all the same. */
export function useAdministers(): boolean {
  const { acts, person } = useMe();
  return acts && person.roles.includes("administrator");
}

/** Whether the person may put a policy in force. */
export function useAdopts(): boolean {
  const { acts, person } = useMe();
  return acts && person.roles.some((role) => role === "administrator" || role === "policy-owner");
}

/** Whether the person may end a qualification. */
export function useRevokes(): boolean {
  const { acts, person } = useMe();
  return acts && person.roles.some((role) => role === "administrator" || role === "engineering-lead");
}

/** The domains that the person at the screen may grant to somebody else, by the policy in force, with how long each holds. */
export function useGrantable(to: string): readonly { readonly name: string; readonly validFor: string }[] {
  const { acts, person } = useMe();
  const { data: policy } = useAnswer("policy.read");
  if (!acts || person.id === to || policy === undefined) return [];
  return policy.qualifications.filter(({ grantedBy }) => grantedBy.some((role) => person.roles.includes(role)));
}
