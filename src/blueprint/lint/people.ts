import type { Place } from "../../model/failure.ts";
import type { Person } from "../../model/people.ts";
import { didYouMean, placeIn } from "../../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import type { BlueprintFile } from "../files.ts";
import { type Holders, holdersOf, unheldHint } from "../holders.ts";
import { decisionRights, unresolvedRights } from "../matrix.ts";
import type { LoadedFile } from "../read.ts";
import { type Found, found } from "./found.ts";

/** Cells that nobody holds, people who are not there, and who has nobody to stand in (R54, R62, R105). */
export function peopleFindings(files: BlueprintFiles, context: BlueprintContext): Found[] {
  const named = files.blueprint === null ? [] : namedFindings(files.blueprint, context.people);
  const owners = ownersIn(files).flatMap(({ person, place }) => strangerFindings(person, place, context.people));
  const nobodyKnown = files.blueprint === null && (context.people ?? []).length === 0;
  if (nobodyKnown) return [...named, ...owners];
  const matrix = matrixFindings(files, context);
  const told = new Set(matrix.map(({ hint }) => hint));
  return [...named, ...owners, ...matrix, ...roleFindings(files, holdersOf(files, context)).filter(({ hint }) => !told.has(hint))];
}

// What one grant mends is told once, however many cells wait for it.
function matrixFindings(files: BlueprintFiles, context: BlueprintContext): Found[] {
  // A charter that is not there is told as a file that is missing.
  const unresolved = unresolvedRights(decisionRights(files, context)).filter(({ file }) => file === "policy" || files.charter !== null);
  return [...Map.groupBy(unresolved, ({ says, hint, file }) => `${file} ${says} ${hint}`).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const places = same.map(({ path, file }) => (file === "charter" ? (files.charter?.at(path) ?? null) : placeIn(context.policyFiles ?? [], path)));
    const paths = [...new Set(same.map(({ path }) => `\`${path}\``))];
    const changes = [...new Set(same.flatMap((one) => one.changes))];
    const says = `${first.says} ${paths.length === 1 ? "Asked at" : "Asked at each of"} ${paths.join(", ")}; it holds up ${changes.join(", ")}.`;
    return [found("cell-unheld", says, first.hint, places.find((place) => place !== null) ?? null)];
  });
}

interface RoleUse {
  readonly role: string;
  readonly place: Place;
  readonly path: string;
}

function roleFindings(files: BlueprintFiles, holders: Holders): Found[] {
  const agents = files.charter?.file.agents ?? [];
  const unheld = roleUses(files).filter(({ role }) => !agents.includes(role) && holders.holding({ role, qualification: null }).length === 0);
  return [...Map.groupBy(unheld, ({ role }) => role).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` ${others.length === 1 ? "One more place needs" : `${others.length} more places need`} it.`;
    return [
      found(
        "role-unheld",
        `Nobody holds the role \`${first.role}\`, which \`${first.path}\` needs.${more}`,
        unheldHint(holders, { role: first.role, qualification: null }),
        first.place,
      ),
    ];
  });
}

/** Every place beside the policy at which a role has to come down to people. */
function roleUses(files: BlueprintFiles): RoleUse[] {
  const { charter, delivery, risks } = files;
  const heads = [files.blueprint, charter, delivery, risks, files["audit-trail"], files["ai-policy"]].flatMap((loaded) =>
    loaded === null ? [] : uses(loaded, "document.approvers", loaded.file.document.approvers),
  );
  const rows =
    charter === null
      ? []
      : charter.file.raci.flatMap((row, at) =>
          (["responsible", "accountable", "consulted", "informed"] as const).flatMap((cell) => uses(charter, `raci[${at}].${cell}`, row[cell] ?? [])),
        );
  const forums = charter === null ? [] : charter.file.forums.flatMap(({ roles }, at) => uses(charter, `forums[${at}].roles`, roles));
  const checkpoints =
    delivery === null
      ? []
      : delivery.file.phases.flatMap((phase, at) =>
          phase.checkpoints.flatMap(({ approver }, step) => uses(delivery, `phases[${at}].checkpoints[${step}].approver`, approver === undefined ? [] : [approver])),
        );
  const acceptance = risks === null ? [] : Object.entries(risks.file.acceptance).flatMap(([level, role]) => uses(risks, `acceptance.${level}`, [role]));
  return [...heads, ...rows, ...forums, ...checkpoints, ...acceptance, ...readers(files)];
}

function readers({ "audit-trail": trail, "ai-policy": ai }: BlueprintFiles): RoleUse[] {
  const held = trail === null ? [] : uses(trail, "legal-hold.ordered", [trail.file["legal-hold"].ordered]);
  const read = trail === null ? [] : Object.keys(trail.file.readers).flatMap((role) => uses(trail, `readers.${role}`, [role]));
  return [...held, ...read, ...(ai === null ? [] : uses(ai, "acknowledgement.roles", ai.file.acknowledgement.roles))];
}

function uses(loaded: LoadedFile, path: string, roles: readonly string[]): RoleUse[] {
  return roles.map((role) => ({ role, path, place: loaded.at(path) }));
}

function namedFindings(blueprint: LoadedFile<"blueprint">, people: readonly Person[] | null): Found[] {
  return Object.entries(blueprint.file.people).flatMap(([role, { holds, deputies = [] }]) => {
    const path = `people.${role}`;
    const strangers = [...holds, ...deputies].flatMap((person) => strangerFindings(person, blueprint.at(path), people));
    const both = deputies.filter((deputy) => holds.includes(deputy));
    return [
      ...strangers,
      ...both.map((person) => found("deputy-same", `${person} holds \`${role}\` and is named as the own deputy.`, "Name somebody else.", blueprint.at(`${path}.deputies`))),
      ...(holds.length > 1 || deputies.length > 0
        ? []
        : [found("deputy-missing", `Nobody stands in for ${holds[0]} as \`${role}\`.`, `Name somebody under \`${path}.deputies\`.`, blueprint.at(path))]),
      ...withoutRole(blueprint, role, people),
    ];
  });
}

function withoutRole(blueprint: LoadedFile<"blueprint">, role: string, people: readonly Person[] | null): Found[] {
  const held = (people ?? []).filter((person) => person.active && person.kind === "person" && person.roles.includes(role));
  const named = blueprint.file.people[role]?.holds ?? [];
  const without = (people ?? []).filter((person) => named.some((typed) => isPerson(person, typed)) && !held.includes(person));
  // A qualification's name is no role, and is granted rather than given.
  if (held.length === 0 && !(people ?? []).some((person) => person.roles.includes(role)) && without.length === 0) return [];
  return without.map(({ name, handle }) =>
    found("person-without-role", `${name} is named as \`${role}\` and does not have that role.`, `Give it to ${handle}, or name who has it.`, blueprint.at(`people.${role}`)),
  );
}

function strangerFindings(typed: string, place: Place, people: readonly Person[] | null): Found[] {
  if (people === null || people.length === 0) return [];
  const person = people.find((one) => isPerson(one, typed));
  if (person === undefined)
    return [
      found(
        "person-unknown",
        `${typed} is nobody who is enrolled.`,
        didYouMean(
          typed,
          people.map(({ handle }) => handle),
        ) || "Enrol them, or name somebody who is.",
        place,
      ),
    ];
  if (person.kind === "agent") return [found("person-unknown", `${typed} is an agent, which answers for nothing.`, "Name a person.", place)];
  return person.active ? [] : [found("person-unknown", `${typed} is not active any more.`, "Name whoever has taken over.", place)];
}

function isPerson({ handle, emails, id }: Person, typed: string): boolean {
  return handle === typed || id === typed || emails.includes(typed.toLowerCase());
}

function ownersIn(files: BlueprintFiles): { readonly person: string; readonly place: Place }[] {
  const loaded = [files.blueprint, files.charter, files.delivery, files.risks, files["audit-trail"], files["ai-policy"]];
  const heads = loaded.flatMap((one) => (one === null ? [] : [{ person: one.file.document.owner, place: one.at("document.owner") }]));
  const { risks } = files;
  if (risks === null) return heads;
  const keys = ["owner", "action-owner"] as const;
  return [
    ...heads,
    ...risks.file.register.flatMap((risk, at) =>
      keys.flatMap((key) => {
        const person = risk[key];
        return person === undefined || risk.status === "closed" ? [] : [{ person, place: risks.at(`register[${at}].${key}`) }];
      }),
    ),
  ];
}

/** People of an organisation by role, as `blueprint.yaml` names them. */
export function peopleByRole(people: readonly Person[]): BlueprintFile["people"] {
  const active = people.filter(({ kind, active: there }) => kind === "person" && there);
  const roles = [...new Set(active.flatMap((person) => person.roles))].sort();
  return Object.fromEntries(roles.map((role) => [role, { holds: active.filter((person) => person.roles.includes(role)).map(({ handle }) => handle) }]));
}
