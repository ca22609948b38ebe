import { describe, expect, it } from "vitest";
import { packNames } from "../blueprint/index.ts";
import type { Prompt } from "./ask.ts";
import { askInit, type Said, type Situation } from "./init-questions.ts";
import { commands } from "./table.ts";

const usual = { organisation: "Northwind", name: "Dana", email: "dana@northwind.example", handle: "dana", branch: "trunk" };
const most: Situation = { founding: true, branchUnusual: true, policyStands: false, proposals: 3, packs: packNames, blueprintOpen: true };

/** Somebody who types these lines, and after them nothing but Enter. */
function typing(...lines: string[]): Prompt & { readonly asked: string[] } {
  const asked: string[] = [];
  const ask = async (label: string) => {
    asked.push(label);
    return lines.shift() ?? "";
  };
  return { asked, ask, say: () => {}, close: () => {} };
}

const answered = async (prompt: Prompt, situation: Partial<Situation> = {}, said: Said = {}) => await askInit(prompt, { ...most, ...situation }, said, usual);

describe("the questions of init", () => {
  it("are at most ten, each with an answer that an empty line gives", async () => {
    const prompt = typing();
    expect(await answered(prompt)).toEqual({
      words: { organisation: "Northwind", name: "Dana", email: "dana@northwind.example", handle: "dana" },
      branch: "trunk",
      pack: null,
      proposals: true,
      disclosure: false,
      startsBlueprint: false,
    });
    expect([prompt.asked.length <= 10, prompt.asked.length]).toEqual([true, 9]);
    expect(prompt.asked.filter((label) => !/\[[^\]]+\]: $/.test(label))).toEqual([]);
  });

  it("leave out what was said already, and what does not arise", async () => {
    const prompt = typing();
    const answers = await answered(prompt, { founding: false, branchUnusual: false, proposals: 0, blueprintOpen: false }, { pack: "saas" });
    expect([prompt.asked, answers]).toEqual([
      [expect.stringContaining("which AI tools")],
      { words: null, branch: "trunk", pack: "saas", proposals: false, disclosure: false, startsBlueprint: false },
    ]);
    const standing = typing("now");
    expect(await answered(standing, { founding: false, branchUnusual: false, policyStands: true })).toMatchObject({ startsBlueprint: true });
    expect(standing.asked).toEqual([expect.stringContaining("blueprint")]);
  });

  it("ask again where an answer is none of those that there are", async () => {
    const prompt = typing("hospital", "healthcare", "maybe", "n");
    expect(await answered(prompt, { founding: false, branchUnusual: false })).toMatchObject({ pack: "healthcare", proposals: false });
  });

  it("ask again for an address or a handle that enrolment would refuse after the last of them", async () => {
    expect((await answered(typing("", "", "nobody", "eli@example.com", "Eli Berg", "eli"))).words).toMatchObject({ email: "eli@example.com", handle: "eli" });
  });

  it("take the handle from the address that was typed", async () => {
    expect((await answered(typing("", "", "Eli.Berg@example.com"))).words).toMatchObject({ handle: "eli-berg" });
  });
});

it("R8: the command line knows the packs that there are", () => {
  const option = commands.find(({ name }) => name === "init")?.options.find(({ flags }) => flags.startsWith("--pack"));
  expect(option?.choices).toEqual(packNames);
});
