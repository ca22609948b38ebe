import { describe, expect, test } from "vitest";
import type { DependencyUpdate } from "../model/change.ts";
import type { Advisory } from "../model/evidence.ts";
import { affects } from "./affects.ts";
import { assessUpdates } from "./updates.ts";

const patch: DependencyUpdate = { ecosystem: "npm", name: "left-pad", from: "1.0.0", to: "1.0.1", jump: "patch", licence: "MIT", direct: true };
const flaw = (more: Partial<Advisory> = {}): Advisory => ({
  id: "GHSA-1",
  aliases: [],
  ecosystem: "npm",
  package: "left-pad",
  version: null,
  range: "<2.0.0",
  severity: "high",
  title: "Pads on the wrong side",
  fixed: "2.0.0",
  suppressed: false,
  ...more,
});
const assessed = (update: Partial<DependencyUpdate>, advisories: readonly Advisory[] | null, licences?: readonly string[]) =>
  assessUpdates({ updates: [{ ...patch, ...update }], sound: true, troubles: [], beside: [] }, { advisories }, licences === undefined ? {} : { licences })[0];

describe("R69: the risk of an update", () => {
  test.each<[string, Parameters<typeof assessed>, string, readonly string[]]>([
    ["a patch of which nothing is known", [{}, null], "low", []],
    ["a minor step", [{ jump: "minor" }, null], "medium", ["a minor step"]],
    ["a major step", [{ jump: "major" }, null], "high", ["a major step"]],
    ["a new package", [{ from: null, jump: "added" }, null], "high", ["it is new here"]],
    ["how far is not known", [{ jump: "unknown" }, null], "high", ["how far it moves is not known"]],
    ["what comes from elsewhere", [{ jump: "unknown", elsewhere: true }, null], "high", ["it comes from elsewhere than before", "how far it moves is not known"]],
    ["a flaw of high severity in what comes in", [{}, [flaw()]], "high", ["GHSA-1, high: Pads on the wrong side, mended in 2.0.0"]],
    ["a flaw of low severity", [{}, [flaw({ severity: "low", fixed: null })]], "medium", ["GHSA-1, low: Pads on the wrong side"]],
    ["a flaw that does not apply here", [{}, [flaw({ suppressed: true })]], "low", []],
    ["a flaw of what goes", [{ to: null, jump: "removed" }, [flaw()]], "medium", ["it goes"]],
    ["a script that now runs as it is installed", [{ script: true }, null], "high", ["it runs a script when it is installed"]],
    ["a licence that is listed", [{}, null, ["MIT"]], "low", []],
    ["one of two licences that is listed", [{ licence: "(MIT OR GPL-3.0-only)" }, null, ["MIT"]], "low", []],
    ["two licences at once, one of them not listed", [{ licence: "MIT AND GPL-3.0-only" }, null, ["MIT"]], "high", ["its licence is MIT AND GPL-3.0-only"]],
    ["an exception only permits more", [{ licence: "Apache-2.0 WITH LLVM-exception" }, null, ["Apache-2.0"]], "low", []],
    ["a licence that is not listed", [{ licence: "AGPL-3.0-only" }, null, ["MIT"]], "high", ["its licence is AGPL-3.0-only"]],
    ["a text that is no licence", [{ licence: "SEE LICENSE IN X" }, null, ["MIT"]], "high", ["its licence is SEE LICENSE IN X"]],
    ["no licence at all", [{ licence: null }, null, ["MIT"]], "high", ["its licence is not known"]],
  ])("%s is %s", (_what, args, risk, because) => {
    expect([assessed(...args)?.risk, assessed(...args)?.because]).toEqual([risk, because]);
  });

  test("the worst severity is null where no report tells, and none where one does and finds nothing", () => {
    expect([assessed({}, null)?.severity, assessed({}, [])?.severity, assessed({}, [flaw({ severity: "low" }), flaw()])?.severity]).toEqual([null, "none", "high"]);
  });

  test("a flaw of nobody knows which package leaves it unknown of each, and one that is set aside does not", () => {
    const somewhere = { package: "registry/shop", ecosystem: null, range: null };
    expect([assessed({}, [flaw(somewhere)])?.severity, assessed({}, [flaw({ ...somewhere, suppressed: true })])?.severity]).toEqual([null, "none"]);
  });
});

describe("a known flaw is one of the version that comes in", () => {
  test.each<[string, Partial<Advisory>, Partial<DependencyUpdate>, boolean]>([
    ["in the range", {}, {}, true],
    ["above the range", {}, { to: "2.0.0" }, false],
    ["of the version itself", { version: "1.0.1", range: null }, {}, true],
    ["of the version itself, in another spelling", { version: "v1.0.1+build", range: null }, {}, true],
    ["of a version that is none", { version: "4f2c1d0", range: null }, {}, true],
    ["of another version", { version: "1.0.0", range: null }, {}, false],
    ["of one of several copies", { version: "1.0.0", range: null }, { to: "1.0.0 || 1.0.1" }, true],
    ["of a package of another name", { package: "right-pad" }, {}, false],
    ["of a package of another ecosystem", { ecosystem: "pypi" }, {}, false],
    ["of any version, when no range is given", { range: null }, {}, true],
    ["of any version, when the range says nothing to npm", { range: "everything before Tuesday" }, {}, true],
    ["of a version that is no version", {}, { to: "github:left/pad" }, true],
    ["of a pre-release in the range", {}, { to: "2.0.0-rc.1" }, true],
  ])("%s", (_what, advisory, update, expected) => {
    expect(affects(flaw(advisory), { ...patch, ...update })).toBe(expected);
  });
});
