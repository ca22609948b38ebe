import { type Governance, isSameTool, reviewsOfChange } from "../gate/governance.ts";
import type { Fact, FactOf, GovernedDocument, ReviewItem } from "../model/fact.ts";
import { governanceRoles, itemRoles } from "../model/governance-roles.ts";
import { type Advance, advanceTrouble } from "../model/phases.ts";
import { closingDocuments } from "../model/signing.ts";
import type { ReportDisorder } from "./disorder.ts";
import type { OrderPeople } from "./order-people.ts";

type Suspended = Map<string, string>;

interface Blueprint {
  readonly id: string;
  readonly project: string;
  readonly end: string;
  open: boolean;
}

interface Review {
  readonly project: string | null;
  readonly tool: string;
  readonly model: string | null;
  readonly items: readonly ReviewItem[];
  readonly closed: Set<ReviewItem>;
}

/**
 * Replays from the facts alone how projects and AI tools are governed: which facts about it stand where they may not, and what held at the moment of each allow. What keeps the gate
 * from letting a change pass keeps an allow from standing here, as far as the facts say what the change touches and which tools wrote it.
 */
export class OrderGovernance {
  readonly #people: OrderPeople;
  readonly #projects = new Set<string>();
  readonly #projectOf = new Map<string, string>();
  readonly #blueprints: Blueprint[] = [];
  /** By project, the digests under which each document was signed. */
  readonly #signed = new Map<string, Map<GovernedDocument, Set<string>>>();
  readonly #exceptions = new Map<string, FactOf<"blueprint-excepted">["data"][]>();
  readonly #reviews = new Map<string, Review>();
  readonly #suspended: Suspended = new Map();
  /** Since the last blueprint of each project was started. */
  readonly #phases = new Map<string, readonly Advance[]>();
  readonly #unstated = new Set<string>();

  constructor(people: OrderPeople) {
    this.#people = people;
  }

  next(fact: Fact, wrong: ReportDisorder): void {
    switch (fact.type) {
      case "project-registered":
        this.#projects.add(fact.data.project);
        break;
      case "change-proposed":
        this.#projectOf.set(fact.data.change, fact.data.project);
        break;
      case "blueprint-started":
        this.#acts(fact, wrong);
        this.#start(fact.data, wrong);
        break;
      case "blueprint-closed":
        this.#signs(fact, wrong);
        this.#close(fact.data, wrong);
        break;
      case "blueprint-skipped":
        this.#acts(fact, wrong);
        if (this.#blueprints.some(({ project }) => project === fact.data.project)) wrong("blueprint-overlaps", "the project had started a blueprint.");
        break;
      case "blueprint-excepted":
        this.#acts(fact, wrong);
        this.#except(fact, wrong);
        break;
      case "document-signed":
        this.#signs(fact, wrong);
        this.#sign(fact.data);
        break;
      case "document-acknowledged":
        this.#acts(fact, wrong);
        break;
      case "tool-review-opened":
        this.#open(fact.data);
        break;
      case "tool-review-item-closed":
        this.#acts(fact, wrong);
        this.#closeItem(fact.data, wrong);
        break;
      case "tool-suspended":
      case "tool-resumed":
        this.#acts(fact, wrong);
        this.#suspend(fact, wrong);
        break;
      case "phase-advanced":
        this.#signs(fact, wrong);
        this.#advance(fact.data, wrong);
        break;
      case "risk-accepted":
        this.#signs(fact, wrong);
        if (fact.data.until <= new Date(fact.at).toISOString().slice(0, 10)) wrong("days-reversed", "it is accepted until a day that was not to come.");
        break;
      case "escalation-drilled":
      case "effort-recorded":
        this.#acts(fact, wrong);
        break;
      case "reversal-recorded":
        this.#acts(fact, wrong);
        if (this.#projectOf.get(fact.data.change) !== fact.data.project || this.#projectOf.get(fact.data.reversed) !== fact.data.project)
          wrong("no-such-change", "it is about changes that nobody had put forward in its project.");
        if (fact.data.cause === "unstated-constraint") this.#unstated.add(fact.data.reversal);
        break;
      case "constraint-stated":
        this.#acts(fact, wrong);
        if (!this.#unstated.delete(fact.data.reversal)) wrong("closed-twice", "no reversal was waiting for a constraint.");
        break;
    }
  }

  /** What held at this allow and should have kept it from being given. An emergency goes before all of it. */
  allow({ data }: FactOf<"verdict-given">, { data: proposed }: FactOf<"change-proposed">, contributors: ReadonlySet<string>, wrong: ReportDisorder): void {
    if (data.reasons.includes("break-glass")) return;
    const governance = this.governanceOf(proposed.project, proposed.change);
    const wrote = proposed.wrote ?? [];
    for (const { tool } of governance.suspended)
      if (wrote.some((each) => isSameTool(each.tool, tool))) wrong("allowed-suspended-tool", `it allows what ${tool} wrote, which was suspended.`);
    for (const { id } of reviewsOfChange({ wrote }, governance.reviews)) wrong("allowed-tool-under-review", `it allows what a tool wrote whose review ${id} was not closed.`);
    if (proposed.documentsOnly === true) return;
    // The moment in which it was judged lies a little before that in which it was recorded, so its own end is what counts.
    if (governance.exceptions.some(({ id, person, until }) => data.exceptions.includes(id) && data.until <= until && !contributors.has(person))) return;
    if (governance.blueprint !== null) wrong("allowed-in-blueprint", `it allows more than documents while the blueprint ${governance.blueprint.id} ran.`);
    else if (governance.charterMissing) wrong("allowed-without-charter", "nobody had signed the project's charter.");
  }

  /** As the gate takes it; what is private, such as reasons, is empty. */
  governanceOf(project: string, change: string): Governance {
    const blueprints = this.#blueprints.filter((each) => each.project === project);
    const running = blueprints.findLast(({ open }) => open);
    const here = (of: string | null) => of === null || of === project;
    const reviews = [...this.#reviews].filter(([, review]) => here(review.project) && review.closed.size < review.items.length);
    return {
      blueprint: running === undefined ? null : { id: running.id, end: running.end },
      charterMissing: blueprints.length > 0 && !this.#signed.get(project)?.has("charter"),
      debt: null,
      exceptions: (this.#exceptions.get(change) ?? []).filter((each) => each.project === project).map(({ exception: id, person, until }) => ({ id, person, until, reason: "" })),
      reviews: reviews.map(([id, { tool, model, items, closed }]) => ({ id, tool, model, open: items.filter((item) => !closed.has(item)) })),
      suspended: [...this.#suspended].flatMap(([key, tool]) => (key === keyOf(tool, null) || key === keyOf(tool, project) ? [{ tool, reason: "" }] : [])),
    };
  }

  #acts({ type, actor, data }: Governing, wrong: ReportDisorder): void {
    this.#people.actor(data.person, wrong);
    this.#may(type, actor, data, wrong);
  }

  #signs({ type, actor, data }: Governing & { readonly data: { readonly fingerprint: string; readonly roles?: readonly string[] } }, wrong: ReportDisorder): void {
    this.#people.signer(data.person, data.fingerprint, wrong);
    if (data.roles?.some((role) => !this.#people.holds(data.person, [role]))) wrong("role-missing", "the person did not hold the role that they signed in.");
    this.#may(type, actor, data, wrong);
  }

  #may(type: Fact["type"], actor: string, { person, project }: Governing["data"], wrong: ReportDisorder): void {
    if (actor !== person) wrong("not-a-person", "it was recorded for another person than who did it.");
    const roles: readonly string[] | undefined = Object.hasOwn(governanceRoles, type) ? governanceRoles[type as keyof typeof governanceRoles] : undefined;
    if (roles !== undefined && !this.#people.holds(person, roles)) wrong("role-missing", "the person held no role that may do it.");
    if (project != null && !this.#projects.has(project)) wrong("no-such-project", "its project was not registered.");
  }

  #start({ blueprint: id, project, start, end }: FactOf<"blueprint-started">["data"], wrong: ReportDisorder): void {
    if (end <= start) wrong("days-reversed", "it ends before it starts.");
    if (this.#blueprints.some((each) => each.id === id || (each.project === project && each.open))) wrong("blueprint-overlaps", "the project was in a blueprint already.");
    this.#blueprints.push({ id, project, end, open: true });
    this.#phases.delete(project);
  }

  #close({ blueprint, project, documents }: FactOf<"blueprint-closed">["data"], wrong: ReportDisorder): void {
    const found = this.#blueprints.find((each) => each.id === blueprint && each.project === project && each.open);
    if (found === undefined) wrong("no-such-blueprint", "it closes a blueprint that was not open.");
    else found.open = false;
    const missing = closingDocuments.filter((document) => {
      const digest = documents.find((each) => each.document === document)?.digest;
      return digest === undefined || !this.#signed.get(project)?.get(document)?.has(digest);
    });
    if (missing.length > 0) wrong("documents-unsigned", `nobody had signed ${missing.join(", ")} as it was closed with.`);
  }

  #except({ at, data }: FactOf<"blueprint-excepted">, wrong: ReportDisorder): void {
    if (this.#projectOf.get(data.change) !== data.project) wrong("no-such-change", "it excepts a change that nobody had put forward in its project.");
    if (data.until <= at) wrong("days-reversed", "it ends before it begins.");
    this.#exceptions.set(data.change, [...(this.#exceptions.get(data.change) ?? []), data]);
  }

  #sign({ project, document, digest }: FactOf<"document-signed">["data"]): void {
    if (project === null) return;
    const signed = this.#signed.get(project) ?? new Map<GovernedDocument, Set<string>>();
    this.#signed.set(project, signed.set(document, (signed.get(document) ?? new Set<string>()).add(digest)));
  }

  // An id that comes again opens nothing anew, so that it closes nothing either.
  #open({ review, project, tool, model, items }: FactOf<"tool-review-opened">["data"]): void {
    if (!this.#reviews.has(review)) this.#reviews.set(review, { project, tool, model, items: [...new Set(items)], closed: new Set() });
  }

  #closeItem({ review, item, person }: FactOf<"tool-review-item-closed">["data"], wrong: ReportDisorder): void {
    // Whom the policy names as the tool's owner, who may close `process`, the facts do not say.
    if (item !== "process" && !this.#people.holds(person, itemRoles[item])) wrong("role-missing", "the person held no role that may do it.");
    const found = this.#reviews.get(review);
    if (!found?.items.includes(item)) wrong("no-such-review", "it closes an item of a review that nobody had opened.");
    else if (found.closed.has(item)) wrong("closed-twice", "the item had been closed.");
    found?.closed.add(item);
  }

  #suspend({ type, data: { tool, project } }: FactOf<"tool-suspended"> | FactOf<"tool-resumed">, wrong: ReportDisorder): void {
    const key = keyOf(tool, project);
    const suspended = type === "tool-suspended";
    if (suspended === this.#suspended.has(key)) wrong("not-suspended", suspended ? "the tool was suspended already." : "the tool was not suspended.");
    if (suspended) this.#suspended.set(key, tool);
    else this.#suspended.delete(key);
  }

  #advance(data: FactOf<"phase-advanced">["data"], wrong: ReportDisorder): void {
    const left = this.#phases.get(data.project) ?? [];
    const trouble = advanceTrouble(left, data);
    if (trouble !== null) wrong("phase-out-of-order", trouble);
    if (this.#blueprints.some((each) => each.project === data.project && each.open)) wrong("phase-out-of-order", "the blueprint was open.");
    this.#phases.set(data.project, [...left, data]);
  }
}

interface Governing {
  readonly type: Fact["type"];
  readonly actor: string;
  readonly data: { readonly person: string; readonly project?: string | null };
}

function keyOf(tool: string, project: string | null): string {
  return JSON.stringify([tool, project]);
}
