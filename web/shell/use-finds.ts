import { useQuery } from "@tanstack/react-query";
import { question } from "../api/queries.ts";
import { destinations } from "./destinations.ts";
import type { Find } from "./finds.ts";

const pages: readonly Find[] = [...destinations, { to: "/settings", name: "Settings" }, { to: "/api-docs", name: "API" }].map(({ to, name }) => ({ to, name, beside: "page" }));

/** All that can be gone to: what waits for this person first, then pages, then other changes and people. */
export function useFinds(): readonly Find[] {
  const { data: inbox } = useQuery(question("inbox.read"));
  const { data: changes } = useQuery(question("changes.list", { query: { limit: 200 } }));
  const { data: people } = useQuery(question("people.list"));
  const mine = inbox === undefined ? [] : [...inbox.needsMyDecision, ...inbox.escalatedToMe, ...inbox.returnedToMe].map(({ change }) => change);
  const others = changes?.items.filter(({ id }) => mine.every((change) => change.id !== id)) ?? [];
  return [...mine.map(changeFind), ...pages, ...others.map(changeFind), ...(people?.items.map(({ id, name }) => ({ to: `/people/${id}`, name, beside: "person" })) ?? [])];
}

function changeFind({ id, title, project }: { readonly id: string; readonly title: string; readonly project: string }): Find {
  return { to: `/changes/${id}`, name: title || id, beside: `change in ${project}` };
}
