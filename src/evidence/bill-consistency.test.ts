import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Component, ComponentReport } from "../model/evidence.ts";
import { billInconsistencies, type Lockfile } from "./bill-consistency.ts";
import { bill, fixture } from "./testing.ts";

const component = (name: string, version: string, ecosystem: string | null = "npm"): Component => ({ purl: null, ecosystem, name, version, licences: [] });
const report = (components: readonly Component[], described: string | null = "shop"): ComponentReport => ({
  kind: "components",
  described: described === null ? null : { name: described, version: "1.0.0", digests: [] },
  components,
  advisories: [],
});
const lock = (packages: readonly (readonly [string, string, boolean?])[], more: Partial<Lockfile> = {}): Lockfile => ({
  path: "package-lock.json",
  name: "shop",
  packages: packages.map(([name, version, needed = true]) => ({ name, version, needed })),
  ...more,
});
const codes = (of: ComponentReport, ...lockfiles: Lockfile[]) => billInconsistencies(of, lockfiles).map(({ code }) => code);

describe("bills of materials and the lockfile", () => {
  it("E10: a package that the lockfile installs and the bill lacks is named, with both numbers", () => {
    const installed = lock([
      ["ms", "2.1.3"],
      ["debug", "4.4.3"],
      ["jszip", "3.10.1"],
    ]);
    expect(billInconsistencies(report([component("ms", "2.1.3"), component("debug", "4.0.0"), component("more", "1.0.0")]), [installed])).toEqual([
      {
        code: "not-from-this-build",
        sentence: "The document lacks 2 of the 3 packages that package-lock.json installs: debug 4.4.3, jszip 3.10.1.",
        declared: "3",
        counted: "1",
      },
    ]);
  });

  it("E10 twin: one that lists them all, and more than them, is of this build", () => {
    expect(codes(report([component("ms", "2.1.3"), component("left", "1.0.0"), component("flask", "3.0", "pypi")]), lock([["ms", "2.1.3"]]))).toEqual([]);
  });

  it("what only development needs, and what is optional, may be missing or there", () => {
    const installed = lock([
      ["ms", "2.1.3"],
      ["is-odd", "3.0.1", false],
    ]);
    expect(codes(report([component("ms", "2.1.3")]), installed)).toEqual([]);
    expect(codes(report([component("ms", "2.1.3"), component("is-odd", "3.0.1")]), installed)).toEqual([]);
    expect(codes(report([component("is-odd", "3.0.1")]), installed)).toEqual(["not-from-this-build"]);
  });

  it("a component without an ecosystem counts by its name, one of another ecosystem does not, and letter case is nothing", () => {
    const installed = lock([["JSONStream", "1.3.5"]]);
    expect(codes(report([component("jsonstream", "1.3.5", null)]), installed)).toEqual([]);
    expect(codes(report([component("JSONStream", "1.3.5", "pypi")]), installed)).toEqual(["not-from-this-build"]);
  });

  it("of several lockfiles the one of the described package counts, else the one that the bill fits best", () => {
    const [shop, tool] = [lock([["ms", "2.1.3"]]), lock([["debug", "4.4.3"]], { path: "tool/package-lock.json", name: "tool" })];
    expect(codes(report([component("ms", "2.1.3")], "shop"), tool, shop)).toEqual([]);
    expect(codes(report([component("ms", "2.1.3")], "tool"), tool, shop)).toEqual(["not-from-this-build"]);
    for (const described of ["registry.example/image", null]) {
      expect(codes(report([component("debug", "4.4.3")], described), tool, shop)).toEqual([]);
      expect(codes(report([component("other", "1.0.0")], described), tool, shop)).toEqual(["not-from-this-build"]);
    }
  });

  it("the bill of one workspace is held against that workspace, the bill of the whole against the whole", () => {
    const whole = lock([
      ["ms", "2.1.3"],
      ["debug", "4.4.3"],
    ]);
    const web = lock([["ms", "2.1.3"]], { name: "@shop/web" });
    expect(codes(report([component("ms", "2.1.3")], "@shop/web"), whole, web)).toEqual([]);
    expect(codes(report([component("ms", "2.1.3")], "shop"), whole, web)).toEqual(["not-from-this-build"]);
  });

  it("a lockfile that installs nothing is no way out", () => {
    const nothing = lock([], { path: "fixtures/package-lock.json", name: "nothing" });
    expect(codes(report([component("other", "1.0.0")], "image"), nothing, lock([["ms", "2.1.3"]]))).toEqual(["not-from-this-build"]);
  });

  it("nothing is said of a bill of another ecosystem, nor without a lockfile", () => {
    expect(codes(report([component("flask", "3.0", "pypi")], "backend"), lock([["ms", "2.1.3"]]))).toEqual([]);
    expect(codes(report([component("ms", "2.1.3")]))).toEqual([]);
    expect(codes(report([component("flask", "3.0", "pypi")], "shop"), lock([["ms", "2.1.3"]]))).toEqual(["not-from-this-build"]);
  });

  it("E10: a bill of nothing is empty, except where the lockfile installs nothing either", () => {
    expect(codes(report([]))).toEqual(["empty-report"]);
    expect(codes(report([]), lock([["ms", "2.1.3"]]))).toEqual(["empty-report"]);
    expect(codes(report([]), lock([["is-odd", "3.0.1", false]]))).toEqual([]);
    expect(codes(report([], "image"), lock([]))).toEqual([]);
    expect(codes(report([], "image"), lock([]), lock([["ms", "2.1.3"]], { path: "tool/package-lock.json" }))).toEqual(["empty-report"]);
  });

  it("many missing ones are counted, and twenty of them named on one line", () => {
    const names = Array.from({ length: 50 }, (_, at) => [`evil\n${at}`, "1.0.0"] as const);
    const sentence = billInconsistencies(report([component("a", "1")]), [lock(names)])[0]?.sentence ?? "";
    expect(sentence).toContain("lacks 50 of the 50");
    expect(sentence).toMatch(/ and 30 more\.$/);
    expect(sentence).not.toContain("\n");
  });

  it("says exactly the planted ones, whatever else the bill lists", () => {
    const packages = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), fc.constantFrom("1.0.0", "2.0.0")), {
      minLength: 2,
      maxLength: 15,
      selector: (pair) => pair.join("@"),
    });
    fc.assert(
      fc.property(packages, fc.nat(), (all, planted) => {
        const at = planted % all.length;
        const listed = all.filter((_, index) => index !== at).map(([name, version]) => component(name, version));
        const [found, ...rest] = billInconsistencies(report(listed), [lock(all)]);
        expect([rest, found?.declared, found?.counted]).toEqual([[], `${all.length}`, `${all.length - 1}`]);
        expect(found?.sentence).toContain(`: ${all[at]?.join(" ")}.`);
        expect(billInconsistencies(report([...listed, component(...(all[at] as [string, string]))]), [lock(all)])).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.each(["cyclonedx-npm-1.7.cdx.json", "cyclonedx-npm-1.2.cdx.xml", "cyclonedx-npm-1.6-omit.cdx.json", "npm.cdx.json", "npm.spdx.json", "npm-omit.spdx.json"])(
    "%s, which a real tool made, lists what its lockfile installs",
    (name) => {
      const packages = Object.entries(
        (JSON.parse(fixture("made/shop.package-lock.json").toString()) as { packages: Record<string, { version: string; dev?: true; optional?: true }> }).packages,
      );
      const installed = packages
        .filter(([place]) => place !== "")
        .map(([place, { version, dev, optional }]) => [place.replace("node_modules/", ""), version, !dev && !optional] as const);
      const of = bill(fixture(`made/${name}`));
      expect(installed.filter(([, , needed]) => needed)).toHaveLength(17);
      expect(codes(of, lock(installed, { name: "@acme/shop" }))).toEqual([]);
      expect(codes({ ...of, components: of.components.filter(({ name }) => name !== "lie") }, lock(installed, { name: "@acme/shop" }))).toEqual(["not-from-this-build"]);
    },
  );
});
