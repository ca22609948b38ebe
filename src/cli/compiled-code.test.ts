import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compiledCodeFolder } from "./compiled-code.ts";

let home: string;
const user = process.getuid?.();
const folder = (env: Readonly<Record<string, string>> = {}, by = user) => compiledCodeFolder({ env, home, user: by });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-compiled-"));
});
afterEach(() => rmSync(home, { recursive: true }));

describe("F02 the folder of compiled code, which runs in place of ours", () => {
  it("is the user's own, and nobody else may write there", () => {
    const made = folder();
    expect(made).toBe(join(home, ".cache/countersign"));
    expect(statSync(made ?? "").mode & 0o077).toBe(0);
    expect(folder({ XDG_CACHE_HOME: join(home, "other") })).toBe(join(home, "other/countersign"));
  });

  it("is never in a work tree, which the change under judgement fills", () => {
    mkdirSync(join(home, "checkout/.git"), { recursive: true });
    expect(folder({ XDG_CACHE_HOME: join(home, "checkout/.cache") })).toBeNull();
    expect(folder({ XDG_CACHE_HOME: ".cache" })).toBe(join(home, ".cache/countersign"));
  });

  it("is not one that a pipeline may have kept from another run", () => {
    expect(folder({ CI: "true" })).toBeNull();
    expect(folder({ CI: "" })).not.toBeNull();
  });

  it.skipIf(user === undefined)("is not one that others may write, another's, or a link", () => {
    const place = join(home, ".cache/countersign");
    mkdirSync(place, { recursive: true });
    for (const [mode, expected] of [
      [0o777, null],
      [0o720, null],
      [0o755, place],
    ] as const) {
      chmodSync(place, mode);
      expect(folder()).toBe(expected);
    }
    expect(folder({}, (user ?? 0) + 1)).toBeNull();
    mkdirSync(join(home, "linked"));
    symlinkSync(place, join(home, "linked/countersign"));
    expect(folder({ XDG_CACHE_HOME: join(home, "linked") })).toBeNull();
  });
});
