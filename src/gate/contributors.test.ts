import { describe, expect, test } from "vitest";
import type { Identity } from "../model/change.ts";
import type { Part } from "./classified.ts";
import { type ContributorSources, contributorsOf, unite } from "./contributors.ts";

const identity = (name: string): Identity => ({ name, email: `${name.toLowerCase()}@northwind.example` });
const claude: Identity = { name: "Claude", email: "noreply@anthropic.com" };
const github: Identity = { name: "GitHub", email: "noreply@github.com" };
const commit = (author: Identity, committer = author, ...named: { key: string; identity: Identity }[]) => ({ author, committer, named });

const found = (sources: Partial<ContributorSources>) =>
  contributorsOf({
    commits: [],
    attribution: { sponsors: [] },
    proposer: null,
    proposerIsNatural: false,
    addresses: new Map([
      ["ana@northwind.example", "p-ana"],
      ["ana@home.example", "p-ana"],
      ["bo@northwind.example", "p-bo"],
    ]),
    isMachine: ({ email }, part: Part) => email === claude.email || (email === github.email && part === "committer"),
    ...sources,
  });

describe("whoever had a part in a range", () => {
  test.each<[string, Partial<ContributorSources>, unknown]>([
    [
      "A01: its author and its committer",
      { commits: [commit(identity("Ana"), identity("Bo"))] },
      [
        ["p-ana", ["author"]],
        ["p-bo", ["committer"]],
      ],
    ],
    ["A01: whoever puts it forward", { proposer: "p-bo" }, [["p-bo", ["proposer"]]]],
    ["A02: one person under two addresses", { commits: [commit({ name: "A.", email: "ana@home.example" }), commit(identity("Ana"))] }, [["p-ana", ["author", "committer"]]]],
    ["A02: somebody who is not enrolled stays, unresolved", { commits: [commit(identity("Mallory"))] }, [[null, ["author", "committer"]]]],
    [
      "A04: a co-author",
      { commits: [commit(identity("Ana"), identity("Ana"), { key: "Co-authored-by", identity: identity("Bo") })] },
      [
        ["p-ana", ["author", "committer"]],
        ["p-bo", ["co-author"]],
      ],
    ],
    [
      "A04: in any spelling of the key",
      { commits: [commit(identity("Ana"), identity("Ana"), { key: "CO-DEVELOPED-BY", identity: identity("Bo") })] },
      [
        ["p-ana", ["author", "committer"]],
        ["p-bo", ["co-author"]],
      ],
    ],
    [
      "A04: the twin, who only signed it off",
      { commits: [commit(identity("Ana"), identity("Ana"), { key: "Signed-off-by", identity: identity("Bo") })] },
      [["p-ana", ["author", "committer"]]],
    ],
    ["A05: whoever prompted the tool", { commits: [commit(claude)], attribution: { sponsors: [identity("Ana")] } }, [["p-ana", ["sponsor"]]]],
    [
      "A07: the pusher of any commit of it",
      { commits: [commit(identity("Ana")), commit(identity("Ana"), identity("Bo"))] },
      [
        ["p-ana", ["author", "committer"]],
        ["p-bo", ["committer"]],
      ],
    ],
    ["a platform is nobody where it only commits", { commits: [commit(identity("Ana"), github)] }, [["p-ana", ["author"]]]],
    ["and somebody where it is said to write", { commits: [commit(github)] }, [[null, ["author"]]]],
    ["the proposer's parts add up", { commits: [commit(identity("Ana"))], proposer: "p-ana" }, [["p-ana", ["author", "committer", "proposer"]]]],
    ["nobody", {}, []],
  ])("%s", (_what, sources, expected) => {
    expect(found(sources).map(({ person, parts }) => [person, parts])).toEqual(expected);
  });

  test("a stranger is known by name and address as they were typed", () => {
    expect(found({ commits: [commit({ name: "Mallory", email: "m@x.example" }), commit({ name: "Mal", email: "m@x.example" })] }).map(({ identity: typed }) => typed)).toEqual([
      "Mallory <m@x.example>",
      "Mal <m@x.example>",
    ]);
  });
});

describe("A01, A07: whoever contributed to one revision contributed to the change", () => {
  const ana = { person: "p-ana", identity: "Ana <ana@northwind.example>", parts: ["author"] } as const;

  test("the parts of all revisions add up", () => {
    const bo = { person: "p-bo", identity: "Bo <bo@northwind.example>", parts: ["committer"] } as const;
    expect(unite([[ana, bo], [{ ...ana, parts: ["sponsor", "author"] }], []])).toEqual([{ ...ana, parts: ["author", "sponsor"] }, bo]);
  });

  test("strangers are not mistaken for each other", () => {
    const stranger = (text: string) => ({ person: null, identity: text, parts: ["author"] as const });
    expect(unite([[stranger("a"), stranger("b")], [stranger("a")]])).toHaveLength(2);
  });

  test("of no revision nobody is one", () => {
    expect(unite([])).toEqual([]);
  });
});
