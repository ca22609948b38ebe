import type { HistorySimulation, NeededChange } from "../reading/simulate-history.ts";
import { plural } from "./change-page.ts";
import { blank, faint, heading, line, type Page, strong, table, under } from "./page.ts";
import { short } from "./time.ts";

const mostWeeks = 8;

/** What `simulate --last` says: the time first, then by tier and week, then each change. */
export function historyPage(simulation: HistorySimulation): Page {
  const { branch, changes, total, span, unread, rates } = simulation;
  if (changes.length === 0 && unread.length === 0) return [line(`${branch} holds no change yet: its first commit has nothing before it.`)];
  return [
    line(strong(headline(simulation))),
    line(
      faint(
        `By ${simulation.policy}. Reckoned for each approver with ${rates.linesAnHour} lines an hour, ${minutes(rates.minutesAQuestion)} a question and ${minutes(rates.minutesASignature)} a signature.`,
      ),
    ),
    line(faint("Of past changes no report is kept, so a check that rests on one is unknown.")),
    blank,
    ...table(["tier", "changes", "approvals", "time", "each"], tierRows(simulation), ""),
    ...(span.weeks > 1 ? [blank, ...table(["week of", "changes", "approvals", "time"], weekRows(simulation), "")] : []),
    ...(simulation.weeks.length > mostWeeks ? [under(2, faint(`and ${plural(simulation.weeks.length - mostWeeks, "week")} before them with changes; see --json`))] : []),
    blank,
    heading(`Each change (${total.changes})`),
    ...changes.flatMap(changePage),
    ...unread.map(({ commit, title, sentence }) => under(2, `${short(commit)} ${title}: `, faint(`not read. ${sentence}`))),
  ];
}

function headline({ branch, changes, total, span }: HistorySimulation): string {
  const denied = changes.filter(({ denied: reasons }) => reasons.length > 0).length;
  const alone = changes.filter(({ alone: passed }) => passed).length;
  const week = span.weeks > 1 ? `, ${hours(span.minutesAWeek)} a week` : "";
  const rest = [alone > 0 ? `${alone} would have passed alone` : "", denied > 0 ? `${denied} would have had to change first` : ""].filter(Boolean);
  return `The last ${plural(changes.length, "change")} of ${branch} would have taken reviewers about ${hours(total.minutes)}${week}${rest.length === 0 ? "" : `; ${rest.join(", ")}`}.`;
}

function tierRows({ tiers, total }: HistorySimulation) {
  const row = (name: string, each: typeof total) => [name, String(each.changes), String(each.approvals), hours(each.minutes), hours(each.minutes / each.changes)];
  const all = tiers.map(({ tier, ...each }) => row(tier ?? "none", each));
  return tiers.length > 1 ? [...all, row("all", total)] : all;
}

function weekRows({ weeks }: HistorySimulation) {
  return weeks.slice(-mostWeeks).map(({ week, changes, approvals, minutes: time }) => [week, String(changes), String(approvals), hours(time)]);
}

function changePage(change: NeededChange): Page {
  const { commit, title, tier, alone, read, approvals, questions, checks, constraints, denied, estimate, tools } = change;
  const needs = alone ? ["passes alone"] : approvals.map(({ needs: who, count }) => (count > 1 ? `${count} × ${who}` : who));
  const asked = questions.length === 0 ? [] : [plural(questions.length, "question")];
  const failing = checks.filter(({ result }) => result === "not-met").map(({ id }) => id);
  const unknown = checks.filter(({ result }) => result === "unknown").length;
  const seen = [...(failing.length === 0 ? [] : [`not met: ${failing.join(", ")}`]), ...(unknown === 0 ? [] : [`${plural(unknown, "check")} unknown`])];
  const time = estimate.people === 0 ? [] : [`about ${hours(estimate.minutes)}`];
  const said = [tier ?? "no change type takes it", `${plural(read, "line")} to read`, ...needs, ...asked, ...seen, ...time];
  return [
    under(2, `${short(commit)} `, strong(title || "(no title)")),
    under(4, said.join("; "), faint(tools.length === 0 ? "" : `; written with ${tools.join(", ")}`)),
    ...constraints.map((id) => under(4, `breaks the constraint ${id}`)),
    ...denied.filter(({ code }) => code !== "constraint-broken").map(({ code, sentence }) => under(4, `${sentence} `, faint(code))),
  ];
}

function minutes(count: number): string {
  return plural(count, "minute");
}

/** `40 min`, `3.5 h`, `84 h`: as exact as an estimate is. */
function hours(time: number): string {
  if (time < 90) return `${Math.round(time)} min`;
  return time < 600 ? `${(time / 60).toFixed(1)} h` : `${Math.round(time / 60)} h`;
}
