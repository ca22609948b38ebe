import type { ReactNode } from "react";
import { Empty } from "../../parts/empty.tsx";
import { Section } from "../../parts/page.tsx";
import { People } from "../../parts/person.tsx";
import { Table } from "../../parts/table.tsx";
import { plural, roleName, spaced } from "../../words.ts";
import type { Policy } from "./words.ts";

/** Everything else that the policy says, from change types to waivers. */
export function Rules({ policy }: { readonly policy: Policy }) {
  return (
    <>
      <Types types={policy.types} />
      <Qualifications qualifications={policy.qualifications} />
      <Ai policy={policy} />
      <Section title="When nobody is sure, or nobody answers">
        <Lines lines={policy.escalation} />
      </Section>
      <Limits policy={policy} />
      <Constraints constraints={policy.constraints} />
      <Waivers waivers={policy.waivers} />
    </>
  );
}

function Types({ types }: { readonly types: Policy["types"] }) {
  return (
    <Section title="Change types" note="A file may have several; the strictest tier among them rules the change.">
      <Table
        caption="Change types with what they match"
        rows={types}
        keyOf={({ name }) => name}
        columns={[
          { head: "Type", heading: true, cell: ({ name }) => spaced(name) },
          { head: "Matches", cell: (type) => <Matches type={type} /> },
          { head: "Qualification", cell: ({ qualification }) => (qualification === null ? "none" : spaced(qualification)) },
          { head: "Tier", cell: ({ tier }) => spaced(tier) },
        ]}
      />
    </Section>
  );
}

function Matches({ type: { paths, findings, otherwise } }: { readonly type: Policy["types"][number] }) {
  const found = findings.map(({ word, atLeast }) => `a finding of ${word}${atLeast === null ? "" : `, ${atLeast} or worse`}`);
  return (
    <span className="globs">
      {paths.map((path) => (
        <code key={path}>{path}</code>
      ))}
      {found.map((line) => (
        <span key={line}>{line}</span>
      ))}
      {otherwise ? <span>every file that no other type takes</span> : null}
    </span>
  );
}

function Qualifications({ qualifications }: { readonly qualifications: Policy["qualifications"] }) {
  return (
    <Section title="Qualifications">
      <Table
        caption="Qualifications with who grants and who holds them"
        rows={qualifications}
        keyOf={({ name }) => name}
        columns={[
          { head: "Qualification", heading: true, cell: ({ name }) => spaced(name) },
          { head: "Granted by", cell: ({ grantedBy }) => grantedBy.map(roleName).join(" or ") },
          { head: "Holds for", cell: ({ validFor }) => durationWord(validFor) },
          { head: "Held by", cell: ({ holders }) => (holders.length === 0 ? <strong>nobody</strong> : <People people={holders} joined="and" />) },
        ]}
      />
    </Section>
  );
}

const units: Readonly<Record<string, string>> = { m: "minute", h: "hour", d: "day", w: "week", mo: "month", y: "year" };

/** `6mo` as it is read: `6 months`. */
export function durationWord(duration: string): string {
  const [, count, unit = ""] = /^(\d+)([a-z]+)$/.exec(duration) ?? [];
  const word = units[unit];
  return count === undefined || word === undefined ? duration : plural(Number(count), word);
}

const disclosurePlaces = { commit: "in the commit’s message", "file-header": "at the top of the file", description: "in the change’s description" } as const;

function placesOf(places: Policy["ai"]["disclosureIn"]): string {
  return places === undefined ? "" : ` ${places.map((place) => disclosurePlaces[place]).join(", ")}`;
}

const promptWords = {
  none: "Nothing of a prompt is kept.",
  digest: "Of each prompt that an AI tool hands over, a salted digest is kept in the commit’s note and in the ledger; never the prompt.",
} as const;

function Ai({ policy: { ai, reviewersByOrigin } }: { readonly policy: Policy }) {
  const lines = [
    ai.undeclared === "deny" ? "A line that nobody knows the origin of stops the change." : "A line that nobody knows the origin of counts as AI’s.",
    ai.disclosure === "required" ? `Whoever used an AI tool has to say so${placesOf(ai.disclosureIn)}.` : "Saying which AI tool was used is asked for, not required.",
    ...(ai.prompts === undefined ? [] : [promptWords[ai.prompts]]),
    `Different approvers: ${reviewersByOrigin}.`,
    ...(ai.suspended.length === 0 ? [] : [`Suspended, so that a new change with their lines is denied: ${ai.suspended.join(", ")}.`]),
  ];
  return (
    <Section title="AI">
      <Lines lines={lines} />
      {ai.tools.length === 0 ? (
        <p className="beneath soft">No AI tool is listed, so none is told apart from another.</p>
      ) : (
        <div className="beneath">
          <Table
            caption="AI tools in use"
            captionShown
            rows={ai.tools}
            keyOf={({ tool }) => tool}
            columns={[
              { head: "Tool", heading: true, cell: ({ tool }) => tool },
              { head: "Owner", cell: ({ owner }) => owner },
              { head: "Models", cell: ({ models }) => models.join(", ") || "any" },
              { head: "Data", cell: ({ data }) => data.join(", ") || "any" },
              { head: "Modes", cell: ({ modes }) => modes.join(", ") || "any" },
              { head: "Not on", cell: ({ notPaths }) => notPaths.join(", ") },
              { head: "Review by", cell: ({ reviewBy }) => reviewBy ?? "no day" },
            ]}
          />
        </div>
      )}
    </Section>
  );
}

function Limits({ policy: { limits, reviewBy } }: { readonly policy: Policy }) {
  return (
    <Section title="Limits">
      <Lines lines={[...limits, reviewBy === null ? "The policy names no day of its next review." : `The policy is to be reviewed by ${reviewBy}.`]} />
    </Section>
  );
}

const severities = { deny: "stops the change", ask: "asks a person", warn: "is told" } as const;

function Constraints({ constraints }: { readonly constraints: Policy["constraints"] }) {
  if (constraints.length === 0) return null;
  return (
    <Section title="Constraints" note="Rules that code must keep and a machine checks.">
      <Table
        caption="Constraints"
        rows={constraints}
        keyOf={({ id }) => id}
        columns={[
          { head: "Constraint", heading: true, cell: ({ id }) => id },
          { head: "Why", cell: ({ why }) => why },
          { head: "Checked by", cell: ({ rule }) => <code>{rule}</code> },
          { head: "A breach", cell: ({ severity }) => severities[severity] },
        ]}
      />
    </Section>
  );
}

function Waivers({ waivers }: { readonly waivers: Policy["waivers"] }) {
  return (
    <Section title="Waivers" count={waivers.length}>
      {waivers.length === 0 ? (
        <Empty title="No rule is waived.">
          A waiver is a named, reasoned, expiring exception to one rule. It stands in the organisation’s policy, under the signature of whoever adopts it.
        </Empty>
      ) : (
        <Table
          caption="Waivers"
          rows={waivers}
          keyOf={({ id }) => id}
          columns={[
            { head: "Rule", heading: true, cell: ({ rule }) => <code>{rule}</code> },
            { head: "For", cell: ({ project, change }) => change ?? project ?? "everything" },
            { head: "Reason", cell: ({ reason }) => reason },
            { head: "Risk", cell: ({ risk }) => risk },
            { head: "Approved by", cell: ({ approvedBy }) => approvedBy },
            { head: "Expires", cell: ({ expires, over }) => (over ? <strong>{expires}, has run out</strong> : expires) },
          ]}
        />
      )}
    </Section>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <ul className="lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
