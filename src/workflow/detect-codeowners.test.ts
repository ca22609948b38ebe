import { describe, expect, it } from "vitest";
import { dialectOf, type OwnersDialect, readCodeOwners } from "./detect-codeowners.ts";

const owners = (text: string, dialect: OwnersDialect = "github") => {
  const read = readCodeOwners(text, "CODEOWNERS", dialect);
  return { ...read, of: (path: string) => read.ownersOf(path).flatMap((rule) => rule.owners) };
};

describe("CODEOWNERS as GitHub reads it", () => {
  it("lets the last rule that takes a path hold, and one without owners leave it to nobody", () => {
    const { of } = owners("* @all\n*.js @js # who knows it\n/apps/ @apps\n/apps/github\n");
    expect([of("README.md"), of("lib/a.js"), of("apps/a.js"), of("apps/github/a.js")]).toEqual([["@all"], ["@js"], ["@apps"], []]);
  });

  it("takes a name anywhere, a path with a slash from the root, and a folder with all below it", () => {
    const { of } = owners("apps/ @a\n/docs/ @d\nsrc/core @c\n**/logs @l\n");
    expect([of("x/apps/y/z.ts"), of("docs/a/b.md"), of("x/docs/a.md"), of("src/core/a.ts"), of("lib/src/core/a.ts"), of("build/logs/today/x.log")]).toEqual([
      ["@a"],
      ["@d"],
      [],
      ["@c"],
      [],
      ["@l"],
    ]);
  });

  it("lets `docs/*` take files and no folder below", () => {
    const { of } = owners("docs/* docs@example.com\n");
    expect([of("docs/start.md"), of("docs/build/deep.md")]).toEqual([["docs@example.com"], []]);
  });

  it("ignores what GitHub ignores, and says which line and why", () => {
    const { of, ignored } = owners("!keep @a\n[ab].js @b\n\\#file @c\nsrc/ not-an-owner\n/with\\ space/ @d\n");
    expect(ignored.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect([of("keep"), of("a.js"), of("src/a.ts"), of("with space/a.ts")]).toEqual([[], [], [], ["@d"]]);
  });

  it("is not read where it is larger than GitHub reads", () => {
    expect(owners(`${"# x\n".repeat(800_000)}* @all\n`)).toMatchObject({ rules: [], ignored: [{ line: 1 }] });
  });
});

describe("CODEOWNERS as GitLab reads it", () => {
  it("asks each section for itself, with its own owners where a line names none", () => {
    const { of, rules } = owners("* @all\n[Security][2] @sec\nsrc/auth/\n*.pem @keys\n^[Docs] @docs\n*.md\n", "gitlab");
    expect([of("src/auth/login.ts"), of("x/a.pem"), of("README.md")]).toEqual([
      ["@all", "@sec"],
      ["@all", "@keys"],
      ["@all", "@docs"],
    ]);
    expect(rules.filter(({ optional }) => optional).map(({ pattern }) => pattern)).toEqual(["*.md"]);
  });

  it("takes out of a section what begins with !, and nothing out of another", () => {
    const { of } = owners("* @all\n!*.rb\n[Ruby]\n*.rb @ruby\n!/config/*\n", "gitlab");
    expect([of("a.rb"), of("config/a.rb"), of("a.ts")]).toEqual([["@ruby"], [], ["@all"]]);
  });

  it("takes a path without a slash before it anywhere, and a folder only with one behind it", () => {
    const { of } = owners("internal/README.md @i\n/docs @file\n/lib/ @lib\nconf/ @@maintainer\n", "gitlab");
    expect([of("a/internal/README.md"), of("docs/a.md"), of("docs"), of("lib/a/b.rb"), of("x/conf/y")]).toEqual([["@i"], [], ["@file"], ["@lib"], ["@@maintainer"]]);
  });

  it("is told by its place, by who runs the pipelines, and by its sections", () => {
    expect([
      dialectOf(".github/CODEOWNERS", "[a]\n", true),
      dialectOf(".gitlab/CODEOWNERS", "", false),
      dialectOf("CODEOWNERS", "* @a\n", false),
      dialectOf("CODEOWNERS", "^[Docs]\n", false),
    ]).toEqual(["github", "gitlab", "github", "gitlab"]);
  });
});
