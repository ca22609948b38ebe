import { metricWords, type Plan, type PlanCheckpoint, type PlanPhase } from "../reading/index.ts";
import { plural } from "./change-page.ts";
import { blank, faint, heading, line, type Page, strong, table, under } from "./page.ts";

const marks: { readonly [state in PlanCheckpoint["state"]]: string } = { passed: "✓", held: "✓", late: "✗", next: "→", later: "·" };

/** A plan for a terminal: the answer first, then what is open, then minutes and the path of escalations. */
export function planPage(plan: Plan): Page {
  const { answer, problems, phases, version } = plan;
  const wrong = problems.map(({ says, hint, place }) => under(2, `✗ ${place?.file === undefined ? "" : `${place.file}:${place.line ?? 1}: `}${says} ${hint}`));
  if (version === null)
    return [line(strong(answer)), ...wrong, ...(wrong.length > 0 ? [] : [line("`countersign init` writes one to begin with; `.countersign/delivery.yaml` holds it.")])];
  return [line(strong(answer)), ...wrong, ...phases.flatMap(phasePage), ...budgetPage(plan), ...escalationPage(plan), ...reworkPage(plan)];
}

function phasePage({ title, state, purpose, checkpoints }: PlanPhase): Page {
  return [
    blank,
    heading(`${title} (${state})`),
    under(2, faint(purpose)),
    ...(checkpoints.length === 0 ? [under(2, "No checkpoint.")] : checkpoints.flatMap((each) => checkpointPage(each, state === "now" || each.state === "late"))),
  ];
}

function checkpointPage({ id, title, date, undated, state, who, last, minutes, missing, passed, metrics }: PlanCheckpoint, shown: boolean): Page {
  const when = date ?? "no date";
  const does = last ? "sign" : "hold";
  const spent = `${minutes.estimated} min estimated, ${minutes.recorded} recorded`;
  if (passed !== null) return [under(2, `${marks[state]} ${when}  `, strong(title), faint(` passed on ${passed.time.slice(0, 10)} by ${passed.by}; ${spent}`))];
  const met = metrics.filter((metric) => metric.state === "met").map((metric) => under(6, `✓ ${metricWords(metric)}`));
  const open = missing.map((each) => under(6, `○ ${each}`));
  return [
    under(
      2,
      `${marks[state]} ${when}  `,
      strong(title),
      `, ${state}. ${who.length === 0 ? `Nobody ${does}s it yet.` : `${who.join(" or ")} ${who.length === 1 ? `${does}s` : `${does}`} it.`}`,
      faint(` ${id}, ${spent}`),
    ),
    ...(undated === null ? [] : [under(6, undated)]),
    ...(shown ? [...met, ...open] : open.length === 0 ? [] : [under(6, faint(`${plural(open.length, "thing")} to answer then`))]),
  ];
}

function budgetPage({ sprints }: Plan): Page {
  const rows = sprints.map(({ number, start, end, budget, estimated, spent, over, state }) => [
    `${number}${state === "now" ? ", now" : ""}`,
    `${start} to ${end}`,
    budget === null ? "none" : String(budget),
    String(estimated.checkpoints + estimated.reviews),
    `${spent.checkpoints} + ${spent.reviews}`,
    over > 0 ? `${over} over` : "",
  ]);
  return [blank, heading("Minutes of governance"), ...table(["sprint", "days", "budget", "estimated", "checkpoints + reviews", ""], rows, "No sprint has a date yet.")];
}

function escalationPage({ escalation: { steps, limit, owner, deputy, missing, drills } }: Plan): Page {
  const cells = [
    ...steps.map((step) => [`${step.step}: ${step.says}`, step] as const),
    ...(limit === null ? [] : [[`overdue: ${limit.says}`, limit] as const]),
    ...(owner === null ? [] : [[`owner: ${owner.says}`, owner] as const]),
    ...(deputy === null ? [] : [[`deputy: ${deputy.says}`, deputy] as const]),
  ];
  const [newest] = drills;
  const tried = newest === undefined ? "Nobody has tried this path yet." : `Tried ${plural(drills.length, "time")}; ${newest.outcome} on ${newest.time.slice(0, 10)}.`;
  return [
    blank,
    heading("Escalation"),
    ...cells.map(([says, { people }]) => under(2, `${says}: `, strong(people.join(", ") || "nobody"))),
    // One role that nobody has may leave several steps of the path empty.
    ...[...new Set(missing.map(({ says, hint }) => `${says} ${hint}`))].map((gap) => under(2, `✗ ${gap}`)),
    line(tried),
  ];
}

function reworkPage({ rework: { blueprint, months, since } }: Plan): Page {
  if (since === null) return [];
  const days = blueprint.days === null ? "" : `, ${blueprint.days} days`;
  const rows = months.map(({ month, changes, sentBack, reversals }) => [
    month,
    String(changes),
    `${sentBack.count}, ${sentBack.days} days`,
    `${reversals.count}, ${reversals.days} days`,
  ]);
  return [blank, heading(`After the blueprint (${blueprint.state}${days})`), ...table(["month", "changes", "sent back", "taking back"], rows, `No change since ${since}.`)];
}
