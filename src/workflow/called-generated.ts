import type { AttributesReader } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { compileGlob, type Glob, splitPath } from "../policy/glob.ts";

interface Rule {
  readonly glob: Glob;
  readonly generated: boolean;
}

const mostRules = 1_000;

/** Which paths a `.gitattributes` calls generated or vendored, as `linguist-generated` and `linguist-vendored` say it. */
export const calledGenerated: AttributesReader = (attributes) => {
  const rules = attributes.split("\n").slice(0, mostRules).flatMap(ruleOf);
  return (path) => {
    const split = splitPath(path);
    return rules.findLast(({ glob }) => glob.matches(split))?.generated ?? false;
  };
};

function ruleOf(line: string): Rule[] {
  const [pattern = "", ...attributes] = line.trim().split(/\s+/);
  const last = attributes.findLast((attribute) => /^[-!]?linguist-(?:generated|vendored)(?:=|$)/.test(attribute));
  if (last === undefined || pattern.startsWith("#")) return [];
  const glob = globOf(pattern);
  return glob === null ? [] : [{ glob, generated: !/^[-!]|=false$/.test(last) }];
}

// A pattern without a slash is tried on the name in every folder. One that our patterns do not know takes nothing, which moves a file up, never out.
function globOf(pattern: string): Glob | null {
  const plain = pattern.replace(/^\//, "");
  try {
    return compileGlob(pattern.includes("/") ? plain : `**/${plain}`);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
