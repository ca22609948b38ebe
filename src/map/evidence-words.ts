import { noteSayings, type OriginMap } from "./origin-map.ts";
import type { Shares } from "./shares.ts";

/** A sentence, with the stable code of the finding that it tells; null for a count. Findings quote what others typed. */
export interface EvidenceSentence {
  readonly sentence: string;
  readonly code: string | null;
}

/** What shares rest on, in words: how many commits carry evidence, whether it agrees, what is wrong with it, and what could not be read. */
export function evidenceWords({ evidence, files, binaries }: OriginMap, { agreement }: Pick<Shares, "agreement">): EvidenceSentence[] {
  const { commits, notes, findings } = evidence;
  const recovered = notes.recovered === 0 ? "" : `, ${notes.recovered} of them found again by what they changed`;
  return [
    plain(
      `${count(commits.owning, "commit")} own${commits.owning === 1 ? "s" : ""} lines: ${commits.noted} with a note, ${commits.traced} with a trace, ${commits.trailed} with marks in the message, ${commits.none} with nothing.`,
    ),
    plain(`git-ai notes: ${notes.here} on commits of this history, ${notes.elsewhere} on others${recovered}.`),
    ...(notes.here + notes.elsewhere === 0 && !areUnreadable(findings)
      ? [plain("A clone brings no notes along: `git fetch origin refs/notes/ai:refs/notes/ai` fetches them where there are some.")]
      : []),
    ...(notes.here === 0 ? [] : agreementWords(agreement)),
    ...findings.map(({ code, count: times, examples: [first] }) => ({ sentence: `${times === 1 ? "Once" : `${times} times, such as`}: ${first?.sentence ?? code}`, code })),
    ...(binaries === 0 ? [] : [plain(`${count(binaries, "file")} that ${binaries === 1 ? "is" : "are"} no text ${binaries === 1 ? "is" : "are"} left out.`)]),
    ...settledWords(files),
  ];
}

function areUnreadable(findings: OriginMap["evidence"]["findings"]): boolean {
  return findings.some(({ code }) => code === "notes-unreadable");
}

function plain(sentence: string): EvidenceSentence {
  return { sentence, code: null };
}

function agreementWords(agreement: Shares["agreement"]): EvidenceSentence[] {
  return (["marked", "unmarked"] as const).flatMap((which) => {
    const told = noteSayings.flatMap((says) => (agreement[which][says] === 0 ? [] : [`${agreement[which][says]} ${noteWords[says]}`])).join(", ");
    return told === "" ? [] : [plain(`Lines of commits that ${which === "marked" ? "say that AI took part" : "say nothing of AI"}: ${told}.`)];
  });
}

const noteWords = {
  ai: "AI's by the note",
  human: "a person's by the note",
  mixed: "mixed by the note",
  nameless: "of somebody whom the note can't name",
  untracked: "of which the note says nothing",
  none: "without a note",
} as const;

function settledWords(files: OriginMap["files"]): EvidenceSentence[] {
  const blamed = files.filter(({ settled }) => settled === "blamed").length;
  const unreadable = files.filter(({ settled }) => settled === "unreadable").length;
  return [
    ...(blamed === 0 ? [] : [plain(`${count(blamed, "file")} could not be followed and ${blamed === 1 ? "was" : "were"} asked of git blame.`)]),
    ...(unreadable === 0
      ? []
      : [plain(`${count(unreadable, "file")} could not be read, since an object of the history is missing: nobody can tell whose the lines are, so they count nowhere.`)]),
  ];
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}
