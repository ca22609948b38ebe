import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Broken } from "./pages/broken.tsx";
import { InboxPage } from "./pages/inbox/inbox.tsx";
import { NotFoundPage } from "./pages/not-found.tsx";
import { Loading } from "./parts/loading.tsx";
import { Shell } from "./shell/shell.tsx";

const root = createRootRoute({ notFoundComponent: NotFoundPage });

type Outcome = (typeof outcomes)[number];
const outcomes = ["approve", "request-changes", "defer", "unsure"] as const;

// Pages for somebody who is signed in stand inside the shell; the others stand alone.
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Shell });
const inbox = createRoute({ getParentRoute: () => inside, path: "/", component: InboxPage });
const changes = createRoute({ getParentRoute: () => inside, path: "/changes", component: lazyRouteComponent(() => import("./pages/changes/changes.tsx"), "ChangesPage") });
const change = createRoute({
  getParentRoute: () => inside,
  path: "/changes/$change",
  validateSearch: (search: Search): { environment?: string } => ({ ...textAt(search, "environment") }),
  component: lazyRouteComponent(() => import("./pages/change/change.tsx"), "ChangePage"),
});
const sign = createRoute({
  getParentRoute: () => inside,
  path: "/changes/$change/sign",
  validateSearch: (search: Search): { environment?: string; outcome: Outcome } => ({
    ...textAt(search, "environment"),
    outcome: outcomes.find((outcome) => outcome === search["outcome"]) ?? "approve",
  }),
  component: lazyRouteComponent(() => import("./pages/sign/sign.tsx"), "SignPage"),
});
const decision = createRoute({
  getParentRoute: () => inside,
  path: "/decisions/$decision",
  component: lazyRouteComponent(() => import("./pages/decision/decision.tsx"), "DecisionPage"),
});
const settings = createRoute({ getParentRoute: () => inside, path: "/settings", component: lazyRouteComponent(() => import("./pages/settings/settings.tsx"), "SettingsPage") });
const escalations = createRoute({
  getParentRoute: () => inside,
  path: "/escalations",
  component: lazyRouteComponent(() => import("./pages/escalations/escalations.tsx"), "EscalationsPage"),
});
const deployments = createRoute({
  getParentRoute: () => inside,
  path: "/deployments",
  validateSearch: (search: Search): { where?: string } => ({ ...textAt(search, "where") }),
  component: lazyRouteComponent(() => import("./pages/deployments/deployments.tsx"), "DeploymentsPage"),
});
const deployment = createRoute({
  getParentRoute: () => inside,
  path: "/deployments/$id",
  component: lazyRouteComponent(() => import("./pages/deployments/deployment.tsx"), "DeploymentPage"),
});
const ledger = createRoute({
  getParentRoute: () => inside,
  path: "/ledger",
  validateSearch: (search: Search): { kind?: string } => ({ ...textAt(search, "kind") }),
  component: lazyRouteComponent(() => import("./pages/ledger/ledger.tsx"), "LedgerPage"),
});
const ledgerEntry = createRoute({
  getParentRoute: () => inside,
  path: "/ledger/$index",
  component: lazyRouteComponent(() => import("./pages/ledger/entry.tsx"), "LedgerEntryPage"),
});
const people = createRoute({ getParentRoute: () => inside, path: "/people", component: lazyRouteComponent(() => import("./pages/people/people.tsx"), "PeoplePage") });
const person = createRoute({ getParentRoute: () => inside, path: "/people/$id", component: lazyRouteComponent(() => import("./pages/person/person.tsx"), "PersonPage") });
const policy = createRoute({
  getParentRoute: () => inside,
  path: "/policy",
  validateSearch: (search: Search): { project?: string; part?: string } => ({ ...textAt(search, "project"), ...textAt(search, "part") }),
  component: lazyRouteComponent(() => import("./pages/policy/policy.tsx"), "PolicyPage"),
});
const policyAdopt = createRoute({
  getParentRoute: () => inside,
  path: "/policy/adopt",
  validateSearch: (search: Search): { project?: string } => ({ ...textAt(search, "project") }),
  component: lazyRouteComponent(() => import("./pages/policy/adopt.tsx"), "PolicyAdoptPage"),
});
const measures = createRoute({
  getParentRoute: () => inside,
  path: "/measures",
  validateSearch: (search: Search): { project?: string; days?: string } => ({ ...textAt(search, "project"), ...textAt(search, "days") }),
  component: lazyRouteComponent(() => import("./pages/measures/measures.tsx"), "MeasuresPage"),
});
const map = createRoute({
  getParentRoute: () => inside,
  path: "/map",
  validateSearch: (search: Search): { project?: string; rev?: string; folder?: string; file?: string; line?: number; part?: string } => ({
    ...textAt(search, "project"),
    ...textAt(search, "rev"),
    ...textAt(search, "folder"),
    ...textAt(search, "file"),
    ...(Number.isSafeInteger(search["line"]) ? { line: Number(search["line"]) } : {}),
    ...textAt(search, "part"),
  }),
  component: lazyRouteComponent(() => import("./pages/map/map.tsx"), "MapPage"),
});
const blueprint = createRoute({
  getParentRoute: () => inside,
  path: "/blueprint",
  validateSearch: (search: Search): { project?: string; change?: string } => ({ ...textAt(search, "project"), ...textAt(search, "change") }),
  component: lazyRouteComponent(() => import("./pages/blueprint/blueprint.tsx"), "BlueprintPage"),
});
const governedDocument = createRoute({
  getParentRoute: () => inside,
  path: "/blueprint/$document",
  validateSearch: (search: Search): { project?: string } => ({ ...textAt(search, "project") }),
  component: lazyRouteComponent(() => import("./pages/documents/document.tsx"), "DocumentPage"),
});
const aiTools = createRoute({
  getParentRoute: () => inside,
  path: "/ai-tools",
  validateSearch: (search: Search): { project?: string } => ({ ...textAt(search, "project") }),
  component: lazyRouteComponent(() => import("./pages/tools/tools.tsx"), "AiToolsPage"),
});
const portfolio = createRoute({
  getParentRoute: () => inside,
  path: "/portfolio",
  validateSearch: (search: Search): { need?: string } => ({ ...textAt(search, "need") }),
  component: lazyRouteComponent(() => import("./pages/portfolio/portfolio.tsx"), "PortfolioPage"),
});
const framework = createRoute({
  getParentRoute: () => inside,
  path: "/framework",
  validateSearch: (search: Search): { project?: string; framework?: string } => ({ ...textAt(search, "project"), ...textAt(search, "framework") }),
  component: lazyRouteComponent(() => import("./pages/framework/framework.tsx"), "FrameworkPage"),
});
const plan = createRoute({
  getParentRoute: () => inside,
  path: "/plan",
  validateSearch: (search: Search): { project?: string } => ({ ...textAt(search, "project") }),
  component: lazyRouteComponent(() => import("./pages/plan/plan.tsx"), "PlanPage"),
});
const apiDocs = createRoute({ getParentRoute: () => inside, path: "/api-docs", component: lazyRouteComponent(() => import("./pages/api-docs/api-docs.tsx"), "ApiDocsPage") });
const missing = createRoute({ getParentRoute: () => inside, path: "$", component: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: ({ next }): { next?: string } => (typeof next === "string" ? { next } : {}),
  component: lazyRouteComponent(() => import("./pages/door/sign-in.tsx"), "SignInPage"),
});
const join = createRoute({ getParentRoute: () => root, path: "/join", component: lazyRouteComponent(() => import("./pages/door/join.tsx"), "JoinPage") });

export const router = createRouter({
  routeTree: root.addChildren([
    inside.addChildren([
      inbox,
      changes,
      change,
      sign,
      decision,
      settings,
      escalations,
      deployments,
      deployment,
      ledger,
      ledgerEntry,
      people,
      person,
      policy,
      policyAdopt,
      measures,
      map,
      blueprint,
      governedDocument,
      aiTools,
      portfolio,
      framework,
      plan,
      apiDocs,
      missing,
    ]),
    signIn,
    join,
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultErrorComponent: Broken,
  defaultPendingComponent: () => <Loading what="Opening the page" />,
});

type Search = Readonly<Record<string, unknown>>;

/** What an address says after `?`, when it is text; an address is written by anybody. */
function textAt<Name extends string>(search: Search, name: Name): { [name in Name]?: string } {
  const value = search[name];
  return typeof value === "string" || typeof value === "number" ? ({ [name]: String(value) } as { [name in Name]?: string }) : {};
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
