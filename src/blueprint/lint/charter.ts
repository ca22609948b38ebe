import { didYouMean } from "../../policy/index.ts";
import type { BlueprintFiles } from "../blueprint.ts";
import type { RaciRow } from "../files.ts";
import type { LoadedFile } from "../read.ts";
import { type Found, found } from "./found.ts";

/** Exactly one is accountable, at least one responsible, and no agent answers for anything or approves (R54). */
export function charterFindings({ charter }: BlueprintFiles): Found[] {
  return charter === null ? [] : charter.file.raci.flatMap((row, at) => rowFindings(charter, row, `raci[${at}]`));
}

function rowFindings(charter: LoadedFile<"charter">, row: RaciRow, path: string): Found[] {
  const { accountable, responsible } = row;
  const findings: Found[] = [];
  const tell = (code: Found["code"], cell: string, says: string, hint: string) => findings.push(found(code, says, hint, charter.at(`${path}.${cell}`)));
  if (accountable.length !== 1)
    tell("raci-accountable", "accountable", `“${row.activity}” has ${accountable.length === 0 ? "nobody" : `${accountable.length} roles`} accountable.`, "Name exactly one role.");
  if (responsible.length === 0) tell("raci-responsible", "responsible", `“${row.activity}” has nobody responsible.`, "Name at least one role.");
  for (const role of agentsAmong(charter, accountable))
    tell("raci-agent", "accountable", `The agent \`${role}\` would be accountable for “${row.activity}”.`, "An agent answers for nothing: name a role that people hold.");
  for (const role of row.approval === true ? agentsAmong(charter, responsible) : [])
    tell("raci-agent", "responsible", `The agent \`${role}\` would be responsible for an approval, “${row.activity}”.`, "An agent never approves: name a role that people hold.");
  return [...findings, ...undescribed(charter, row, path)];
}

// A role that only agents have by its name counts as one also where nobody listed it.
function agentsAmong(charter: LoadedFile<"charter">, roles: readonly string[]): string[] {
  return roles.filter((role) => charter.file.agents?.includes(role) || /(?:^|-)(?:agents?|bots?)$/.test(role));
}

function undescribed(charter: LoadedFile<"charter">, row: RaciRow, path: string): Found[] {
  const known = Object.keys(charter.file.roles);
  return (["responsible", "accountable", "consulted", "informed"] as const).flatMap((cell) =>
    (row[cell] ?? [])
      .filter((role) => !known.includes(role))
      .map((role) =>
        found("role-undescribed", `The charter does not say what \`${role}\` answers for.`, didYouMean(role, known, "Add it under `roles`."), charter.at(`${path}.${cell}`)),
      ),
  );
}
